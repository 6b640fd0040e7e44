/** Writes the import rules of docs/architecture.md into .oxlintrc.json; with `--check` only says whether they differ. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isLayerOverride, layerOverrides } from "./layer-rules.ts";
import { readLayerTables } from "./layer-table.ts";

interface LintConfig {
  readonly overrides: readonly { readonly rules?: Readonly<Record<string, unknown>> }[];
}

const rootFolder = join(import.meta.dirname, "..");
const configPath = join(rootFolder, ".oxlintrc.json");
const current = readFileSync(configPath, "utf8");
const next = withLayerRules(JSON.parse(current) as LintConfig);

if (JSON.stringify(JSON.parse(current)) === JSON.stringify(next)) {
  console.log("The import rules of .oxlintrc.json match docs/architecture.md.");
} else if (process.argv.includes("--check")) {
  console.error("The import rules of .oxlintrc.json differ from docs/architecture.md: run `npm run layers`.");
  process.exitCode = 1;
} else {
  writeFileSync(configPath, `${JSON.stringify(next, null, 2)}\n`);
  console.log("Wrote the import rules of docs/architecture.md into .oxlintrc.json.");
}

function withLayerRules(config: LintConfig): LintConfig {
  const tables = readLayerTables(readFileSync(join(rootFolder, "docs/architecture.md"), "utf8"));
  const others = config.overrides.filter((entry) => !isLayerOverride(entry));
  return { ...config, overrides: [...others, ...layerOverrides(tables)] };
}

/** The import rules of the linter are those of the architecture page. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isLayerOverride, layerOverrides } from "../scripts/layer-rules.ts";
import { readLayerTables } from "../scripts/layer-table.ts";

const rootFolder = join(import.meta.dirname, "..");

describe("layer tables", async () => {
  const tables = readLayerTables(await readFile(join(rootFolder, "docs/architecture.md"), "utf8"));

  it("are what .oxlintrc.json enforces", async () => {
    const config = JSON.parse(await readFile(join(rootFolder, ".oxlintrc.json"), "utf8")) as {
      overrides: { rules?: Record<string, unknown> }[];
    };
    expect(config.overrides.filter(isLayerOverride)).toEqual(layerOverrides(tables));
  });

  it("let imports point down only", () => {
    const order = tables.engine.map((row) => row.name);
    for (const [index, row] of tables.engine.entries()) {
      const upward = row.mayImport.filter((name) => order.indexOf(name) === -1 || order.indexOf(name) >= index);
      expect(upward, row.name).toEqual([]);
    }
  });

  it("are refused when a cell is missing", () => {
    const broken = "<!-- layers:engine -->\n| `errors` | codes |\n<!-- /layers:engine -->";
    expect(() => readLayerTables(broken)).toThrow("A cell is missing");
  });
});

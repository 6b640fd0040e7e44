/** Plants one violation per lint rule and per room into a scratch workspace and expects each to be reported. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LayerTables, readLayerTables } from "../scripts/layer-table.ts";

interface Violation {
  readonly file: string;
  readonly rule: string;
  readonly source: string;
}

const rootFolder = join(import.meta.dirname, "..");
const body = (lines: number) => Array.from({ length: lines }, (_, line) => `  console.log(${line});`).join("\n");

const STYLE_VIOLATIONS: readonly Violation[] = [
  {
    file: "long-file.ts",
    rule: "eslint(max-lines)",
    source: "export const line = 1;\n".repeat(1) + "//\n".repeat(300),
  },
  {
    file: "long-function.ts",
    rule: "eslint(max-lines-per-function)",
    source: `export function f() {\n${body(61)}\n}\n`,
  },
  {
    file: "many-parameters.ts",
    rule: "eslint(max-params)",
    source: "export const f = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];\n",
  },
  { file: "any.ts", rule: "typescript(no-explicit-any)", source: "export const f = (value: any) => value;\n" },
  {
    file: "assertion.ts",
    rule: "typescript(no-non-null-assertion)",
    source: "export const f = (a?: { b: 1 }) => a!.b;\n",
  },
  {
    file: "floating.ts",
    rule: "typescript(no-floating-promises)",
    source: "export function f() {\n  Promise.resolve(1);\n}\n",
  },
  {
    file: "partial-switch.ts",
    rule: "typescript(switch-exhaustiveness-check)",
    source: 'export function f(a: "x" | "y") {\n  switch (a) {\n    case "x":\n      return 1;\n  }\n  return 2;\n}\n',
  },
  { file: "CamelCase.ts", rule: "unicorn(filename-case)", source: "export const a = 1;\n" },
  { file: "barrel.ts", rule: "oxc(no-barrel-file)", source: 'export * from "./any.ts";\n' },
  { file: "default.ts", rule: "import(no-default-export)", source: "export default 1;\n" },
  {
    file: "circle-a.ts",
    rule: "import(no-cycle)",
    source: 'import type { B } from "./circle-b.ts";\nexport type A = B | 1;\n',
  },
  {
    file: "circle-b.ts",
    rule: "import(no-cycle)",
    source: 'import type { A } from "./circle-a.ts";\nexport type B = A | 2;\n',
  },
].map((entry) => ({ ...entry, file: `engine/src/codec/planted/${entry.file}` }));

describe("lint rules", async () => {
  const tables = readLayerTables(await readFile(join(rootFolder, "docs/architecture.md"), "utf8"));
  const violations = [...STYLE_VIOLATIONS, ...engineViolations(tables), ...dashboardViolations(tables)];
  let scratchFolder: string;
  let reported: ReadonlySet<string>;

  beforeAll(async () => {
    scratchFolder = await mkdtemp(join(tmpdir(), "stepscope-lint-"));
    await plant(scratchFolder, violations);
    reported = await lint(scratchFolder);
  });

  afterAll(() => rm(scratchFolder, { recursive: true, force: true }));

  it.each(violations)("$file is refused by $rule", ({ file, rule }) => {
    expect(reported).toContain(`${file} ${rule}`);
  });

  it("leaves allowed imports alone", () => {
    expect([...reported].filter((entry) => entry.includes("allowed.ts"))).toEqual([]);
  });

  it("has a row for every room that exists", async () => {
    const rooms = await readdir(join(rootFolder, "engine/src"), { withFileTypes: true });
    const known = new Set(tables.engine.map((row) => row.name));
    expect(rooms.filter((room) => room.isDirectory() && !known.has(room.name)).map((room) => room.name)).toEqual([]);
    const doors = new Set(tables.doors.map((row) => `${row.name}.ts`));
    const files = rooms.filter((room) => room.isFile() && !/\.test(-d)?\.ts$/.test(room.name));
    expect(files.filter((file) => !doors.has(file.name)).map((file) => file.name)).toEqual([]);
  });
});

function engineViolations(tables: LayerTables): Violation[] {
  const rule = "eslint(no-restricted-imports)";
  const rooms = tables.engine.flatMap((row) => {
    const closed = tables.engine.filter((other) => other.name !== row.name && !row.mayImport.includes(other.name));
    return [
      ...closed.map(({ name }) => ({
        file: `engine/src/${row.name}/planted-${name}.ts`,
        rule,
        source: `export type { X } from "../${name}/x.ts";\n`,
      })),
      { file: `engine/src/${row.name}/planted-package.ts`, rule, source: 'export { stuff } from "left-pad/sub";\n' },
      {
        file: `engine/src/${row.name}/deep/planted-door.ts`,
        rule,
        source: 'export { stuff } from "../../index.ts";\n',
      },
    ];
  });
  const doors = tables.doors.flatMap((row): Violation[] => {
    const closed = tables.engine.find(({ name }) => !row.mayImport.some((entry) => entry.split("/")[0] === name));
    if (closed === undefined) return [];
    return [{ file: `engine/src/${row.name}.ts`, rule, source: `export { stuff } from "./${closed.name}/x.ts";\n` }];
  });
  return [...rooms, ...doors];
}

function dashboardViolations(tables: LayerTables): Violation[] {
  const rule = "eslint(no-restricted-imports)";
  const folderOf = (room: string) => (room === "features" ? "features/timeline" : room);
  const up = (room: string) => (room === "features" ? "../.." : "..");
  const rooms = tables.dashboard.flatMap((row) => {
    const closed = tables.dashboard.filter((other) => other.name !== row.name && !row.mayImport.includes(other.name));
    return closed.flatMap(({ name }) =>
      [`${up(row.name)}/${name}/x`, `#${name}/x`].map((from, index) => ({
        file: `dashboard/src/${folderOf(row.name)}/planted-${name}-${index}.ts`,
        rule,
        source: `export { stuff } from "${from}";\n`,
      })),
    );
  });
  const across = ["../inspector/x", "../../features/inspector/x", "#features/inspector"].map((from, index) => ({
    file: `dashboard/src/features/timeline/planted-feature-${index}.ts`,
    rule,
    source: `export { stuff } from "${from}";\n`,
  }));
  const deep = {
    file: "dashboard/src/features/timeline/rows/planted-feature.ts",
    rule,
    source: 'export { stuff } from "../../inspector/x";\n',
  };
  const database = {
    file: "dashboard/src/ui/planted-database.ts",
    rule,
    source: 'export { open } from "stepscope/store";\n',
  };
  return [...rooms, ...across, deep, database];
}

async function plant(folder: string, violations: readonly Violation[]): Promise<void> {
  for (const name of [".oxlintrc.json", "tsconfig.json", "package.json", "engine/tsconfig.json"]) {
    await cp(join(rootFolder, name), join(folder, name));
  }
  await symlink(join(rootFolder, "node_modules"), join(folder, "node_modules"));
  const allowed = [
    {
      file: "engine/src/run/allowed.ts",
      source:
        'import { AsyncLocalStorage } from "node:async_hooks";\nexport const scope = new AsyncLocalStorage<1>();\n',
    },
    { file: "engine/src/sinks/allowed.ts", source: 'export { setTimeout as wait } from "node:timers/promises";\n' },
    { file: "dashboard/src/features/timeline/rows/allowed.ts", source: 'export { a } from "../scale";\n' },
    { file: "dashboard/src/features/timeline/allowed.ts", source: 'export { a } from "#ui/button";\n' },
  ];
  for (const { file, source } of [...violations, ...allowed]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), source);
  }
}

/** Runs the linter and returns `file rule` for everything it reports. */
async function lint(folder: string): Promise<ReadonlySet<string>> {
  const oxlint = join(rootFolder, "node_modules/oxlint/bin/oxlint");
  const output = await new Promise<string>((resolve) => {
    const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [oxlint, "--format", "json", "engine", "dashboard"], options, (_error, stdout) =>
      resolve(stdout),
    );
  });
  const report = JSON.parse(output) as { diagnostics: { filename: string; code: string }[] };
  return new Set(report.diagnostics.map(({ filename, code }) => `${filename} ${code}`));
}

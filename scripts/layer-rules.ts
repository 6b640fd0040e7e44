/** Turns the layer tables of docs/architecture.md into the import rules of .oxlintrc.json. */
import type { LayerRow, LayerTables } from "./layer-table.ts";

interface ImportPattern {
  readonly regex?: string;
  readonly group?: readonly string[];
  readonly message: string;
}

/** One entry of `overrides` in .oxlintrc.json that holds an import rule. */
export interface LayerOverride {
  readonly files: readonly string[];
  readonly excludeFiles: readonly string[];
  readonly rules: {
    readonly "no-restricted-imports": readonly ["error", { readonly patterns: readonly ImportPattern[] }];
  };
}

const TESTS = ["**/*.test.ts", "**/*.test.tsx", "**/*.test-d.ts"];
const SEE = "See docs/architecture.md.";

/** The import rules, one override for a room, a door or a dashboard room. */
export function layerOverrides(tables: LayerTables): LayerOverride[] {
  return [
    ...tables.engine.map((row) => engineRoom(row, tables)),
    ...tables.doors.map((row) => door(row, tables)),
    ...tables.dashboard.filter((row) => row.name !== "features").map((row) => dashboardRoom(row, tables)),
    ...dashboardFeatures(tables),
  ];
}

function engineRoom(row: LayerRow, tables: LayerTables): LayerOverride {
  const closed = names(tables.engine).filter((name) => name !== row.name && !row.mayImport.includes(name));
  return override(`engine/src/${row.name}/**/*.ts`, [
    ...(closed.length > 0
      ? [{ regex: `^(?:\\.\\./)+(?:${closed.join("|")})/`, message: `${row.name}/ may not import this room. ${SEE}` }]
      : []),
    {
      regex: `^(?:\\.\\./)+(?:${names(tables.doors).join("|")})\\.ts$`,
      message: `A room never imports a door. ${SEE}`,
    },
    {
      group: ["*", "!./**", "!../**", ...row.packages.flatMap((name) => [`!${name}`, `!${name}/**`])],
      message: `${row.name}/ may not import this package. ${SEE}`,
    },
  ]);
}

function door(row: LayerRow, tables: LayerTables): LayerOverride {
  const closed = names(tables.engine).filter((name) => !row.mayImport.some((entry) => entry.split("/")[0] === name));
  const partly = row.mayImport.filter((entry) => entry.includes("/"));
  const partlyRooms = [...new Set(partly.map((entry) => entry.slice(0, entry.indexOf("/"))))];
  return override(`engine/src/${row.name}.ts`, [
    { regex: `^\\./(?:${closed.join("|")})/`, message: `The door ${row.name} may not open this room. ${SEE}` },
    ...partlyRooms.map((room) => ({
      group: [`./${room}/**`, ...partly.flatMap((entry) => [`!./${entry}*`, `!./${entry}*/**`])],
      message: `The door ${row.name} opens only ${partly.join(" and ")}. ${SEE}`,
    })),
  ]);
}

function dashboardRoom(row: LayerRow, tables: LayerTables): LayerOverride {
  return override(`dashboard/src/${row.name}/**/*.{ts,tsx}`, dashboardPatterns(row, tables));
}

/** Depth by depth, because only the number of `../` tells whether an import leaves its feature. */
function dashboardFeatures(tables: LayerTables): LayerOverride[] {
  const row = tables.dashboard.find((entry) => entry.name === "features");
  if (row === undefined) throw new Error("The dashboard table of docs/architecture.md has no row for features.");
  return [1, 2, 3].map((depth) =>
    override(`dashboard/src/features${"/*".repeat(depth)}/*.{ts,tsx}`, [
      ...dashboardPatterns(row, tables),
      {
        regex: `^(?:\\.\\./){${depth}}[^.]|^(?:#|@/|(?:\\.\\./)+)features/`,
        message: `A feature never imports another feature. ${SEE}`,
      },
    ]),
  );
}

function dashboardPatterns(row: LayerRow, tables: LayerTables): ImportPattern[] {
  const closed = names(tables.dashboard).filter((name) => name !== row.name && !row.mayImport.includes(name));
  return [
    ...(closed.length > 0
      ? [
          {
            regex: `^(?:#|@/|(?:\\.\\./)+)(?:${closed.join("|")})/`,
            message: `${row.name}/ may not import this room. ${SEE}`,
          },
        ]
      : []),
    {
      group: [
        "stepscope",
        "stepscope/**",
        "@stepscope/**",
        "@prisma/**",
        "node:sqlite",
        ...row.packages.flatMap((name) => [`!${name}`, `!${name}/**`]),
      ],
      message: `${row.name}/ may not import this entry. ${SEE}`,
    },
  ];
}

function override(files: string, patterns: readonly ImportPattern[]): LayerOverride {
  return { files: [files], excludeFiles: TESTS, rules: { "no-restricted-imports": ["error", { patterns }] } };
}

function names(rows: readonly LayerRow[]): string[] {
  return rows.map((row) => row.name);
}

/** Whether an override of .oxlintrc.json is one of those made here. */
export function isLayerOverride(entry: { readonly rules?: Readonly<Record<string, unknown>> }): boolean {
  return entry.rules !== undefined && "no-restricted-imports" in entry.rules;
}

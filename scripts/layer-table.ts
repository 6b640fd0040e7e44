/** Reads the tables of docs/architecture.md that say which room may import which. */

/** One row of a layer table: a room or door and what it may import. */
export interface LayerRow {
  readonly name: string;
  /** Rooms, or `room/part` where only that part is open. */
  readonly mayImport: readonly string[];
  readonly packages: readonly string[];
}

/** The three tables of the architecture page. */
export interface LayerTables {
  readonly engine: readonly LayerRow[];
  readonly doors: readonly LayerRow[];
  readonly dashboard: readonly LayerRow[];
}

/**
 * Reads all layer tables.
 * @param markdown the text of docs/architecture.md
 * @throws when a table is missing, has no rows or a row with a missing cell
 */
export function readLayerTables(markdown: string): LayerTables {
  return {
    engine: readTable(markdown, "engine", { allow: 2, packages: 3 }),
    doors: readTable(markdown, "doors", { allow: 2 }),
    dashboard: readTable(markdown, "dashboard", { allow: 2, packages: 3 }),
  };
}

interface Columns {
  readonly allow: number;
  readonly packages?: number;
}

function readTable(markdown: string, name: string, columns: Columns): LayerRow[] {
  const start = `<!-- layers:${name} -->`;
  const end = `<!-- /layers:${name} -->`;
  const from = markdown.indexOf(start);
  const to = markdown.indexOf(end);
  if (from === -1 || to === -1) {
    throw new Error(`docs/architecture.md has no table between ${start} and ${end}.`);
  }
  const lines = markdown.slice(from + start.length, to).split("\n");
  const rows = lines.filter((line) => line.startsWith("| `")).map((line) => readRow(line, columns));
  if (rows.length === 0) throw new Error(`The ${name} table of docs/architecture.md has no rows.`);
  return rows;
}

function readRow(line: string, columns: Columns): LayerRow {
  const cells = line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
  return {
    name: (cells[0] ?? "").replaceAll("`", ""),
    mayImport: readList(cells[columns.allow], line),
    packages: columns.packages === undefined ? [] : readList(cells[columns.packages], line),
  };
}

function readList(cell: string | undefined, line: string): string[] {
  if (cell === undefined || cell === "")
    throw new Error(`A cell is missing in this row of docs/architecture.md: ${line}`);
  if (cell === "nothing" || cell === "none") return [];
  return cell.split(",").map((entry) => entry.trim().replaceAll("\\", "").replaceAll("`", ""));
}

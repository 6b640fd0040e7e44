// The order of a list of runs, and the stretches of it that lie behind a cursor.

import type { RunSort, RunSortKey } from "../../view/run-filter.ts";
import type { RunCursor } from "../run-cursor.ts";
import { rawSql, sql, type SqlText } from "./sql-text.ts";

/** A stretch of one index, in one direction. */
export interface RunStretch {
  /** Conditions on the sort column and the number. */
  readonly range: SqlText;
  /** The order inside the stretch, over expressions for the sort value and the number. */
  orderBy(key: string, number: string): SqlText;
}

const COLUMNS: Readonly<Record<RunSortKey, string>> = {
  startedAt: "startedAtMs",
  duration: "durationMs",
  active: "activeMs",
  tokens: "totalTokens",
  cost: "costUsd",
  retries: "retries",
};

/** Keys that a run which is not over does not have. */
const NULLABLE: ReadonlySet<RunSortKey> = new Set<RunSortKey>(["duration", "active"]);

/** The column that a sort key orders by. */
export function sortColumn(key: RunSortKey): string {
  return COLUMNS[key];
}

/**
 * The stretches to read, one after the other, for the rows on the cursor's side. Rows without a value come last,
 * rows with equal values by number; each stretch is a single range of the index on the column.
 */
export function stretchesOf(sort: RunSort, cursor: RunCursor | undefined): readonly RunStretch[] {
  const column = rawSql(`r."${sortColumn(sort.key)}"`);
  const isBackward = cursor?.side === "before";
  const isDescending = sort.descending !== isBackward;
  const order = isDescending ? "DESC" : "ASC";
  const beyond = rawSql(isDescending ? "<" : ">");
  const byBoth = (key: string, number: string) => rawSql(`${key} ${order}, ${number} ${order}`);
  const byNumber = (_key: string, number: string) => rawSql(`${number} ${order}`);
  const allValues = { range: sql`${column} IS NOT NULL`, orderBy: byBoth };
  const withoutValue = NULLABLE.has(sort.key) ? [{ range: sql`${column} IS NULL`, orderBy: byNumber }] : [];
  if (cursor === undefined) return [allValues, ...withoutValue];
  if (cursor.key === null) {
    const rest = { range: sql`${column} IS NULL AND r."number" ${beyond} ${cursor.number}`, orderBy: byNumber };
    return isBackward ? [rest, allValues] : [rest];
  }
  const same = { range: sql`${column} = ${cursor.key} AND r."number" ${beyond} ${cursor.number}`, orderBy: byNumber };
  const further = { range: sql`${column} ${beyond} ${cursor.key}`, orderBy: byBoth };
  return isBackward ? [same, further] : [same, further, ...withoutValue];
}

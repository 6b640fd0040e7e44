// A page of runs: finds which rows, by the cheapest way to them, then reads those.

import { NEWEST_FIRST, type RunSort } from "../../view/run-filter.ts";
import type { RunPage, RunPageQuery } from "../../view/reader.ts";
import { type Client, numberOf, rowsOf, ScanDeadline } from "./run-query.ts";
import {
  conditionOf,
  type IndexedEquality,
  type NumberSpan,
  type RunConditions,
  conditionsOf,
  residualOf,
  SHORT_TERM_RUNS,
} from "./run-conditions.ts";
import { decodeCursor, encodeCursor, type RunCursor } from "../run-cursor.ts";
import { type RunStretch, sortColumn, stretchesOf } from "./run-order.ts";
import { summariesByNumber } from "./run-rows.ts";
import { allOf, rawSql, sql, type SqlText } from "./sql-text.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
/** A set of runs up to this size is sorted whole; beyond it the order's own index is walked. */
const SMALL_SET = 2_000;
const FIRST_STRETCH = 1_000;
const LONGEST_STRETCH = 20_000;
/** A page is given back with fewer rows rather than later than this. */
const PAGE_BUDGET_MS = 1_000;

/** A run's place in the list. */
interface Place {
  readonly number: number;
  readonly key: number | null;
}

/** What a walk found: places, and where it stopped when it did not come to an end. */
interface Walk {
  readonly places: readonly Place[];
  readonly stoppedAt?: Place | undefined;
}

/** Reads one page. */
export async function readRunPage(client: Client, query: RunPageQuery): Promise<RunPage> {
  const sort = query.sort ?? NEWEST_FIRST;
  const limit = Math.min(MAX_LIMIT, Math.max(1, Math.trunc(query.limit ?? DEFAULT_LIMIT)));
  const cursor = decodeCursor(query.cursor);
  const conditions = conditionsOf(query.filter ?? {});
  const walk = await findPlaces(client, { sort, cursor, conditions, wanted: limit + 1 });
  const places = walk.places.slice(0, limit);
  const last = places.at(-1) ?? walk.stoppedAt;
  const hasMore = walk.places.length > limit || walk.stoppedAt !== undefined;
  const isBackward = cursor?.side === "before";
  const ordered = isBackward ? places.toReversed() : places;
  const end = walk.places.length > limit ? last : (walk.stoppedAt ?? last);
  const first = isBackward ? end : places[0];
  const final = isBackward ? places[0] : end;
  const hasNext = isBackward ? cursor !== undefined : hasMore;
  const hasPrevious = isBackward ? hasMore : cursor !== undefined;
  return {
    runs: await summariesByNumber(
      client,
      ordered.map((place) => place.number),
    ),
    ...(hasNext && final !== undefined ? { next: encodeCursor({ ...final, side: "after" }) } : {}),
    ...(hasPrevious && first !== undefined ? { previous: encodeCursor({ ...first, side: "before" }) } : {}),
    ...(conditions.newest !== undefined ? { searchedRuns: SHORT_TERM_RUNS } : {}),
  };
}

interface PlaceQuery {
  readonly sort: RunSort;
  readonly cursor: RunCursor | undefined;
  readonly conditions: RunConditions;
  readonly wanted: number;
}

async function findPlaces(client: Client, query: PlaceQuery): Promise<Walk> {
  // By another order than time, the newest runs lie scattered over the whole index.
  const newest = query.sort.key === "startedAt" ? undefined : query.conditions.newest;
  const set = (await smallestSet(client, query.conditions)) ?? newest;
  return set === undefined ? walkIndex(client, query) : sortSet(client, query, set);
}

/** The row numbers of a set that holds every match and is small enough to sort; `undefined` when there is none. */
export async function smallestSet(client: Client, conditions: RunConditions): Promise<SqlText | undefined> {
  for (const candidate of conditions.candidates) {
    const count = await numberOf(
      client,
      sql`SELECT count(*) AS n FROM (SELECT 1 FROM (${candidate}) LIMIT ${SMALL_SET + 1})`,
    );
    if (count <= SMALL_SET) return candidate;
  }
  return undefined;
}

async function sortSet(client: Client, query: PlaceQuery, set: SqlText): Promise<Walk> {
  const places: Place[] = [];
  const condition = conditionOf(query.conditions);
  for (const stretch of stretchesOf(query.sort, query.cursor)) {
    const left = query.wanted - places.length;
    if (left <= 0) break;
    const order = stretch.orderBy(`r."${sortColumn(query.sort.key)}"`, `r."number"`);
    // The unary plus keeps the planner from walking the order's index instead of the set.
    const rows = await rowsOf(
      client,
      sql`SELECT r."number" AS number, ${keyOf(query.sort)} AS key FROM "Run" r
        WHERE r."number" IN (${set}) AND +(${stretch.range}) AND +(${condition}) ORDER BY ${order} LIMIT ${left}`,
    );
    places.push(...rows.map(placeOf));
  }
  return { places };
}

async function walkIndex(client: Client, query: PlaceQuery): Promise<Walk> {
  const places: Place[] = [];
  const deadline = new ScanDeadline(PAGE_BUDGET_MS);
  let { cursor } = query;
  let length = FIRST_STRETCH;
  for (;;) {
    const step = await walkStretch(client, { ...query, cursor, wanted: query.wanted - places.length }, length);
    places.push(...step.places);
    if (step.stoppedAt === undefined || places.length >= query.wanted) return { places };
    if (!(await deadline.allowsMore())) return { places, stoppedAt: step.stoppedAt };
    cursor = { ...step.stoppedAt, side: cursor?.side ?? "after" };
    length = Math.min(LONGEST_STRETCH, length * 2);
  }
}

/** Looks at the next `length` runs of the order; `stoppedAt` is the last one looked at, when more follow. */
async function walkStretch(client: Client, query: PlaceQuery, length: number): Promise<Walk> {
  const places: Place[] = [];
  for (const stretch of stretchesOf(query.sort, query.cursor)) {
    const found = await readStretch(client, { ...query, wanted: query.wanted - places.length }, { stretch, length });
    places.push(...found.places);
    if (found.stoppedAt !== undefined || places.length >= query.wanted) return { places, stoppedAt: found.stoppedAt };
  }
  return { places };
}

async function readStretch(
  client: Client,
  query: PlaceQuery,
  { stretch, length }: { readonly stretch: RunStretch; readonly length: number },
): Promise<Walk> {
  const { conditions, sort, wanted } = query;
  const isByTime = sort.key === "startedAt";
  const prefix = isByTime ? conditions.equal[0] : undefined;
  const range = allOf([
    stretch.range,
    ...(prefix === undefined ? [] : [sql`${rawSql(`r."${prefix.column}"`)} = ${prefix.value}`]),
    ...(isByTime ? conditions.time : []),
  ]);
  const column = `r."${sortColumn(sort.key)}"`;
  const index = rawSql(`"Run_${prefix === undefined ? "" : `${prefix.column}_`}${sortColumn(sort.key)}_idx"`);
  const walked = sql`SELECT r."number" AS number, ${keyOf(sort)} AS key FROM "Run" r INDEXED BY ${index}
    WHERE ${range} ORDER BY ${stretch.orderBy(column, `r."number"`)}`;
  if (isSaidByIndex(conditions, { isByTime, prefix })) {
    return { places: (await rowsOf(client, sql`${walked} LIMIT ${wanted}`)).map(placeOf) };
  }
  const candidates = sql`${walked} LIMIT ${length}`;
  const span = conditions.hasText ? await spanOf(client, candidates) : undefined;
  const rest = allOf([residualOf(conditions, span), ...(isByTime ? [] : conditions.time)]);
  const rows = await rowsOf(
    client,
    sql`SELECT w.number AS number, w.key AS key FROM (${candidates}) w CROSS JOIN "Run" r ON r."number" = w.number
      WHERE ${rest} ORDER BY ${stretch.orderBy("w.key", "w.number")} LIMIT ${wanted}`,
  );
  const [end] = await rowsOf(client, sql`SELECT * FROM (${candidates}) LIMIT 1 OFFSET ${length - 1}`);
  return { places: rows.map(placeOf), stoppedAt: end === undefined ? undefined : placeOf(end) };
}

/** The row numbers between which a query's rows lie. */
export async function spanOf(client: Client, numbers: SqlText): Promise<NumberSpan> {
  const [row] = await rowsOf(client, sql`SELECT min(number) AS lowest, max(number) AS highest FROM (${numbers})`);
  return { from: Number(row?.["lowest"] ?? 0), to: Number(row?.["highest"] ?? 0) };
}

/** Whether the walked index, with its prefix, leaves nothing of the filter to be tested. */
function isSaidByIndex(
  conditions: RunConditions,
  { isByTime, prefix }: { readonly isByTime: boolean; readonly prefix: IndexedEquality | undefined },
): boolean {
  if (conditions.members.length > 0 || (!isByTime && conditions.time.length > 0)) return false;
  return conditions.own.length === (prefix?.isExact === true ? 1 : 0);
}

function keyOf(sort: RunSort): SqlText {
  // The unary plus hides the column's declared type: numbers come back as numbers.
  return rawSql(`+r."${sortColumn(sort.key)}"`);
}

function placeOf(row: Readonly<Record<string, unknown>>): Place {
  return { number: Number(row["number"]), key: row["key"] === null ? null : Number(row["key"]) };
}

// Reads the runs of a memory sink.

import type { MemoryRun, MemoryStore } from "../../trace/memory-store.ts";
import type { RecordChunk, RecordQuery, RunPage, RunPageQuery, StoredSpan, TraceReader } from "../../view/reader.ts";
import { NEWEST_FIRST, type RunSort } from "../../view/run-filter.ts";
import { mergeStepRows } from "../merge-step-rows.ts";
import { decodeCursor, encodeCursor, type RunCursor } from "../run-cursor.ts";
import { detailOfMemory, stepsOfMemory, summaryOfMemory } from "./memory-rows.ts";
import { facetsOf, facetValues, histogramOf, overviewOf, runsWhere, workflowsOf } from "./memory-statistics.ts";

const DEFAULT_RUNS = 50;
const MAX_RUNS = 500;
const DEFAULT_ROWS = 2_000;
const MAX_ROWS = 10_000;
const MAX_VALUES = 200;

/** Options of {@link memoryReader}. */
export interface MemoryReaderOptions {
  /** The clock for "the last 30 days", epoch ms. @default the system's */
  readonly now?: () => number;
}

/** A reader on what a memory sink holds, now and later. */
export function memoryReader(source: { readonly store: MemoryStore }, options: MemoryReaderOptions = {}): TraceReader {
  const { store } = source;
  const { now = Date.now } = options;
  const where = runsWhere(store);
  const found = (runIds: readonly string[]) => runIds.flatMap((runId) => store.runs.get(runId) ?? []);
  return {
    state: async () => ({ changeToken: String(store.changes), name: "memory" }),
    runs: async (query = {}) => readPage(where(query.filter ?? {}), query),
    countRuns: async (filter = {}) => ({ count: where(filter).length, isExact: true }),
    histogram: async (filter, range) => histogramOf(where, filter, range),
    facets: async (filter = {}) => facetsOf(where, filter),
    run: async (runId) => found([runId]).map((run) => detailOfMemory(run, store.runs.values()))[0],
    runsById: async (runIds) => found(runIds).map(summaryOfMemory),
    positions: async (runIds) =>
      found(runIds).map(({ aggregate }) => ({
        runId: aggregate.runId,
        lastSeq: aggregate.lastSeq,
        isOver: aggregate.isOver,
      })),
    records: async (runId, query = {}) => recordsOf(store.runs.get(runId), query),
    journalText: async (runId, fromSeq) => {
      const { records, ...more } = recordsOf(store.runs.get(runId), { fromSeq });
      return { text: JSON.stringify(records), ...more };
    },
    spans: async (runId, { afterNumber = 0, executionId, withAttributes = true, limit = DEFAULT_ROWS } = {}) =>
      (store.runs.get(runId)?.spans ?? [])
        .filter(
          ({ number, span }) => number > afterNumber && (executionId === undefined || span.executionId === executionId),
        )
        .slice(0, clamp(limit, MAX_ROWS))
        .map((stored) => storedSpan(stored, withAttributes)),
    span: async (runId, spanId) =>
      (store.runs.get(runId)?.spans ?? [])
        .filter(({ span }) => span.spanId === spanId)
        .map((stored) => storedSpan(stored, true))[0],
    // Memory keeps every body where it is.
    payload: async () => undefined,
    graph: async (definitionHash) => store.graphs.get(definitionHash)?.graph,
    workflows: async () => workflowsOf(store, now()),
    stepStatistics: async (filter = {}) => mergeStepRows(where(filter).flatMap(stepsOfMemory)),
    runSteps: async (runIds) =>
      found(runIds.toSorted()).flatMap((run) => stepsOfMemory(run).toSorted((a, b) => (a.step < b.step ? -1 : 1))),
    values: async (field, prefix = "") =>
      facetValues(where({}).flatMap((run) => VALUES[field](run)))
        .map(({ value }) => value)
        .filter((value) => value.toLowerCase().startsWith(prefix.toLowerCase()))
        .slice(0, MAX_VALUES),
    overview: async (range, filter = {}) => overviewOf(where, range, filter),
    exportStatus: async () => ({ pending: 0, sent: 0, confirmed: 0, parked: 0 }),
    close: async () => undefined,
  };
}

const VALUES: Readonly<Record<Parameters<TraceReader["values"]>[0], (run: MemoryRun) => readonly string[]>> = {
  workflow: (run) => [run.aggregate.graph.name],
  tag: (run) => run.aggregate.tags,
  step: (run) => [...run.aggregate.steps.keys()],
  model: (run) => [...run.aggregate.models.keys()],
  sessionId: (run) => (run.aggregate.sessionId === undefined ? [] : [run.aggregate.sessionId]),
  userId: (run) => (run.aggregate.userId === undefined ? [] : [run.aggregate.userId]),
};

function recordsOf(
  run: MemoryRun | undefined,
  { fromSeq = 1, toSeq = Number.POSITIVE_INFINITY, limit = DEFAULT_ROWS }: RecordQuery,
): RecordChunk {
  const wanted = (run?.records ?? []).filter((record) => record.seq >= fromSeq && record.seq <= toSeq);
  const records = wanted.slice(0, clamp(limit, MAX_ROWS));
  const next = wanted[records.length];
  return { records, ...(next === undefined ? {} : { nextSeq: next.seq }) };
}

function readPage(runs: readonly MemoryRun[], query: RunPageQuery): RunPage {
  const sort = query.sort ?? NEWEST_FIRST;
  const limit = clamp(query.limit ?? DEFAULT_RUNS, MAX_RUNS);
  const cursor = decodeCursor(query.cursor);
  const sorted = runs.toSorted((a, b) => compare(placeOf(a, sort), placeOf(b, sort), sort));
  const beyond = (run: MemoryRun, at: RunCursor) => compare(placeOf(run, sort), at, sort);
  const side =
    cursor === undefined
      ? sorted
      : sorted.filter((run) => (cursor.side === "after" ? beyond(run, cursor) > 0 : beyond(run, cursor) < 0));
  const isBackward = cursor?.side === "before";
  const page = isBackward ? side.slice(-limit) : side.slice(0, limit);
  const [first, last] = [page[0], page.at(-1)];
  const hasMore = side.length > page.length;
  const hasNext = isBackward ? true : hasMore;
  const hasPrevious = isBackward ? hasMore : cursor !== undefined;
  return {
    runs: page.map(summaryOfMemory),
    ...(hasNext && last !== undefined ? { next: encodeCursor({ ...placeOf(last, sort), side: "after" }) } : {}),
    ...(hasPrevious && first !== undefined
      ? { previous: encodeCursor({ ...placeOf(first, sort), side: "before" }) }
      : {}),
  };
}

interface Place {
  readonly key: number | null;
  readonly number: number;
}

function placeOf({ aggregate, number }: MemoryRun, sort: RunSort): Place {
  switch (sort.key) {
    case "startedAt":
      return { key: aggregate.startedAtMs, number };
    case "duration":
      return { key: aggregate.durationMs ?? null, number };
    case "active":
      return { key: aggregate.activeMs ?? null, number };
    case "tokens":
      return { key: aggregate.totalTokens, number };
    case "cost":
      return { key: aggregate.costUsd, number };
    case "retries":
      return { key: aggregate.retries, number };
  }
}

/** Absent values last, equal ones by number, both in the sort's direction. */
function compare(a: Place, b: Place, sort: RunSort): number {
  if ((a.key === null) !== (b.key === null)) return a.key === null ? 1 : -1;
  const difference = (a.key ?? 0) - (b.key ?? 0) || a.number - b.number;
  return sort.descending ? -difference : difference;
}

function storedSpan({ number, span }: MemoryRun["spans"][number], withAttributes: boolean): StoredSpan {
  if (withAttributes) return { number, ...span };
  const { events: _events, ...rest } = span;
  return { number, ...rest, attributes: {} };
}

function clamp(limit: number, most: number): number {
  return Math.min(most, Math.max(1, Math.trunc(limit)));
}

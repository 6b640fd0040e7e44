// Numbers over runs in memory.

import type { MemoryRun, MemoryStore } from "../../trace/memory-store.ts";
import type {
  BucketRange,
  FacetValue,
  ModelUsage,
  Overview,
  RunFacets,
  RunHistogram,
  WorkflowSummary,
} from "../../view/reader-statistics.ts";
import type { RunFilter } from "../../view/run-filter.ts";
import { findRegressions } from "../find-regressions.ts";
import { groupFailures } from "../group-failures.ts";
import { mergeStepRows } from "../merge-step-rows.ts";
import { type BucketTotals, hasFailed, type RunFigures, totalsOf, withoutCompleted } from "../run-figures.ts";
import { matchesFilter, statusFilterOf } from "./matches-filter.ts";
import { stepsOfMemory, summaryOfMemory } from "./memory-rows.ts";

const BUCKETS_PER_DECADE = 10;
const BASELINE_INTERVALS = 7;
const DAY_MS = 86_400_000;

type Runs = readonly MemoryRun[];
type RunsWhere = (filter: RunFilter) => Runs;

/** The runs of a store under a filter, oldest first. */
export function runsWhere(store: MemoryStore): RunsWhere {
  return (filter) => [...store.runs.values()].filter((run) => run.aggregate.lastSeq > 0 && matchesFilter(run, filter));
}

/** Runs per bucket of start time. */
export function histogramOf(where: RunsWhere, filter: RunFilter, range: BucketRange): RunHistogram {
  const buckets = bucketed(where(within(filter, range)), range);
  return {
    ...range,
    total: buckets.map((runs) => runs.length),
    failed: buckets.map((runs) => runs.filter(isFailed).length),
    isExact: true,
  };
}

/** Counts per value, each under the rest of the filter. */
export function facetsOf(where: RunsWhere, filter: RunFilter): RunFacets {
  const without = (field: keyof RunFilter) => where({ ...filter, [field]: undefined });
  const durations = new Map<number, number>();
  for (const { aggregate } of without("durationMs")) {
    if (aggregate.durationMs === undefined) continue;
    const bucket = Math.floor(Math.log10(Math.max(aggregate.durationMs, 1)) * BUCKETS_PER_DECADE);
    durations.set(bucket, (durations.get(bucket) ?? 0) + 1);
  }
  return {
    statuses: facetValues(without("statuses").map(statusFilterOf)),
    workflows: facetValues(without("workflows").map((run) => run.aggregate.graph.name)),
    steps: facetValues(without("steps").flatMap((run) => [...run.aggregate.steps.keys()])),
    tags: facetValues(without("tags").flatMap((run) => run.aggregate.tags)),
    durations: [...durations]
      .sort((a, b) => a[0] - b[0])
      .map(([bucket, count]) => ({
        fromMs: 10 ** (bucket / BUCKETS_PER_DECADE),
        toMs: 10 ** ((bucket + 1) / BUCKETS_PER_DECADE),
        count,
      })),
    isExact: true,
    countedRuns: where(filter).length,
  };
}

/** Every workflow, the one that ran last first. */
export function workflowsOf(store: MemoryStore, nowMs: number): readonly WorkflowSummary[] {
  const recent = runsWhere(store)({ fromMs: nowMs - 30 * DAY_MS });
  const graphs = [...store.graphs].map(([definitionHash, known]) => ({ definitionHash, ...known }));
  return [...Map.groupBy(graphs, ({ graph }) => graph.name)]
    .map(([workflow, versions]) => {
      const runs = recent.filter((run) => run.aggregate.graph.name === workflow);
      const { p50ActiveMs, p95ActiveMs } = totalsOfRuns(runs);
      const last = runs.reduce((latest, run) => Math.max(latest, run.aggregate.startedAtMs), 0);
      return {
        workflow,
        versions: versions.toReversed().map(({ definitionHash, graph, firstSeenMs }) => ({
          definitionHash,
          ...(graph.version === undefined ? {} : { version: graph.version }),
          firstSeenMs,
        })),
        runs: runs.length,
        failed: runs.filter(isFailed).length,
        runningNow: runs.filter((run) => run.aggregate.status === "running").length,
        waitingNow: runs.filter((run) => run.aggregate.status === "waiting").length,
        ...(p50ActiveMs === undefined ? {} : { p50ActiveMs }),
        ...(p95ActiveMs === undefined ? {} : { p95ActiveMs }),
        ...(last === 0 ? {} : { lastStartedAtMs: last }),
      };
    })
    .sort((a, b) => (b.lastStartedAtMs ?? 0) - (a.lastStartedAtMs ?? 0));
}

/** The overview of an interval. */
export function overviewOf(where: RunsWhere, range: BucketRange, filter: RunFilter): Overview {
  const lengthMs = range.toMs - range.fromMs;
  const before = (intervals: number) =>
    within(filter, { fromMs: range.fromMs - intervals * lengthMs, toMs: range.fromMs });
  const runs = where(within(filter, range));
  const widthMs = lengthMs / range.buckets;
  const buckets = bucketed(runs, range);
  const steps = mergeStepRows(runs.flatMap(stepsOfMemory));
  const baseline = mergeStepRows(where(before(BASELINE_INTERVALS)).flatMap(stepsOfMemory));
  return {
    range,
    isExact: true,
    totals: withoutCompleted(totalsOfRuns(runs)),
    before: withoutCompleted(totalsOfRuns(where(before(1)))),
    buckets: buckets.map((own, bucket) => ({
      fromMs: range.fromMs + bucket * widthMs,
      ...totalsOfRuns(own),
    })),
    models: modelsOf(runs, buckets),
    versions: [],
    runningNow: where({ ...filter, statuses: ["running", "retrying"] }).length,
    retryingNow: where({ ...filter, statuses: ["retrying"] }).length,
    waitingNow: where({ ...filter, statuses: ["waiting"] }).length,
    failures: groupFailures(runs.filter(isFailed).toReversed().map(summaryOfMemory)),
    regressions: findRegressions(steps, baseline),
  };
}

/** Values, most frequent first. */
export function facetValues(values: readonly string[]): readonly FacetValue[] {
  return [...Map.groupBy(values, (value) => value)]
    .map(([value, all]) => ({ value, count: all.length }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function within(filter: RunFilter, range: { readonly fromMs: number; readonly toMs: number }): RunFilter {
  return {
    ...filter,
    fromMs: Math.max(range.fromMs, filter.fromMs ?? range.fromMs),
    toMs: Math.min(range.toMs, filter.toMs ?? range.toMs),
  };
}

function bucketed(runs: Runs, { fromMs, toMs, buckets }: BucketRange): readonly MemoryRun[][] {
  const lists: MemoryRun[][] = Array.from({ length: buckets }, () => []);
  for (const run of runs) {
    const bucket = Math.trunc(((run.aggregate.startedAtMs - fromMs) * buckets) / (toMs - fromMs));
    lists[Math.min(buckets - 1, bucket)]?.push(run);
  }
  return lists;
}

function modelsOf(runs: Runs, buckets: readonly Runs[]): readonly ModelUsage[] {
  const names = new Set(runs.flatMap((run) => [...run.aggregate.models.keys()]));
  const sum = (own: Runs, model: string, of: "calls" | "totalTokens" | "costUsd") =>
    own.reduce((total, run) => total + (run.aggregate.models.get(model)?.[of] ?? 0), 0);
  return [...names]
    .map((model) => ({
      model,
      calls: sum(runs, model, "calls"),
      totalTokens: sum(runs, model, "totalTokens"),
      costUsd: sum(runs, model, "costUsd"),
      tokensPerBucket: buckets.map((own) => sum(own, model, "totalTokens")),
      costPerBucket: buckets.map((own) => sum(own, model, "costUsd")),
    }))
    .sort((a, b) => b.totalTokens - a.totalTokens);
}

function isFailed(run: MemoryRun): boolean {
  return hasFailed(run.aggregate);
}

function figuresOf({ aggregate }: MemoryRun): RunFigures {
  const { startedAtMs, status, activeMs, totalTokens, costUsd } = aggregate;
  return { startedAtMs, status, activeMs, totalTokens, costUsd };
}

function totalsOfRuns(runs: Runs): BucketTotals {
  return totalsOf(runs.map(figuresOf));
}

// Numbers over many runs: histograms, facets, step and model statistics, the overview.

import type { RunStatus } from "../trace/run-status.ts";

/** A count that may be a lower bound. */
export interface CountEstimate {
  readonly count: number;
  /** `false`: there are at least this many; counting stopped at the reader's limit. */
  readonly isExact: boolean;
}

/** How an interval of time is cut into equal buckets. */
export interface BucketRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** How many, from 1 to 500. */
  readonly buckets: number;
}

/** Runs by start time. Each list has one number per bucket. */
export interface RunHistogram extends BucketRange {
  readonly total: readonly number[];
  /** Failed, timed out or stalled. */
  readonly failed: readonly number[];
  /** `false`: time ran out before the oldest buckets were counted. */
  readonly isExact: boolean;
}

/** One value of a facet, and the runs that have it. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

/** Counts per value, each under the rest of the filter without its own part. Most frequent first. */
export interface RunFacets {
  readonly statuses: readonly FacetValue[];
  readonly workflows: readonly FacetValue[];
  readonly steps: readonly FacetValue[];
  readonly tags: readonly FacetValue[];
  /** Durations of finished runs in logarithmic buckets: ten per factor of ten. */
  readonly durations: readonly { readonly fromMs: number; readonly toMs: number; readonly count: number }[];
  /** `false` when only the newest runs were counted: see `countedRuns`. */
  readonly isExact: boolean;
  readonly countedRuns: number;
}

/** One step of one workflow over many runs. Durations are time on a worker, in ms, over all attempts. */
export interface StepStatistics {
  readonly workflow: string;
  readonly step: string;
  readonly runs: number;
  readonly executions: number;
  readonly failures: number;
  readonly retries: number;
  readonly meanMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Mean time from queued to started, in ms. */
  readonly meanQueueMs: number;
}

/** One step in one run. */
export interface RunStepRow {
  readonly runId: string;
  readonly workflow: string;
  readonly step: string;
  readonly executions: number;
  readonly failures: number;
  readonly retries: number;
  readonly totalMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly queueMs: number;
}

/** A step that became slower. */
export interface StepRegression {
  readonly workflow: string;
  readonly step: string;
  readonly p95Ms: number;
  readonly baselineP95Ms: number;
  readonly executions: number;
  readonly baselineExecutions: number;
}

/** Failed runs with the same workflow, step and message. */
export interface FailureGroup {
  readonly workflow: string;
  readonly status: RunStatus;
  readonly step?: string;
  readonly message: string;
  readonly count: number;
  readonly lastRunId: string;
  readonly lastStartedAtMs: number;
}

/** Totals of an interval. `p50` and `p95` are of active duration, in ms; absent when no run ended. */
export interface OverviewTotals {
  readonly runs: number;
  readonly ended: number;
  readonly failed: number;
  readonly totalTokens: number;
  readonly costUsd: number;
  readonly p50ActiveMs?: number;
  readonly p95ActiveMs?: number;
}

/** The totals of one bucket. */
export interface OverviewBucket extends OverviewTotals {
  readonly fromMs: number;
  readonly completed: number;
}

/** Tokens and cost of one model, with one number per bucket. */
export interface ModelUsage {
  readonly model: string;
  readonly calls: number;
  readonly totalTokens: number;
  readonly costUsd: number;
  readonly tokensPerBucket: readonly number[];
  readonly costPerBucket: readonly number[];
}

/** When a version of a workflow was first seen in an interval. */
export interface VersionMark {
  readonly workflow: string;
  readonly version?: string;
  readonly definitionHash: string;
  readonly firstSeenMs: number;
}

/** What the overview page shows of an interval. */
export interface Overview {
  readonly range: BucketRange;
  /** `false`: time ran out before the oldest buckets were counted. */
  readonly isExact: boolean;
  readonly totals: OverviewTotals;
  /** The interval of the same length just before. */
  readonly before: OverviewTotals;
  readonly buckets: readonly OverviewBucket[];
  readonly models: readonly ModelUsage[];
  readonly versions: readonly VersionMark[];
  readonly runningNow: number;
  readonly retryingNow: number;
  readonly waitingNow: number;
  readonly failures: readonly FailureGroup[];
  readonly regressions: readonly StepRegression[];
}

/** One workflow name and what is known of it. */
export interface WorkflowSummary {
  readonly workflow: string;
  /** Newest first. */
  readonly versions: readonly {
    readonly definitionHash: string;
    readonly version?: string;
    readonly firstSeenMs: number;
  }[];
  /** Counts over the last 30 days. */
  readonly runs: number;
  readonly failed: number;
  readonly runningNow: number;
  readonly waitingNow: number;
  readonly p50ActiveMs?: number;
  readonly p95ActiveMs?: number;
  readonly lastStartedAtMs?: number;
}

/** Where the spans on their way to a trace back end stand. */
export interface ExportStatus {
  readonly pending: number;
  readonly sent: number;
  readonly confirmed: number;
  readonly parked: number;
  readonly oldestPendingMs?: number;
  readonly lastSentMs?: number;
  readonly lastError?: string;
  readonly lastErrorMs?: number;
  readonly endpoint?: string;
  readonly project?: string;
}

// Which runs a reader is asked for: the filter behind every list, count, histogram and facet.

import type { RunStatus } from "../trace/run-status.ts";

/** An interval of numbers; each bound is inclusive, a missing one is open. */
export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
}

/**
 * What a list can be filtered by status: a run's own status, or `retrying`, which is a running run with
 * at least one step backing off before its next attempt.
 */
export type RunStatusFilter = RunStatus | "retrying";

/** The parts are joined by AND; the values inside one list by OR, except `texts`, which must all be found. */
export interface RunFilter {
  readonly statuses?: readonly RunStatusFilter[];
  readonly workflows?: readonly string[];
  /** Content hashes of workflow graphs. */
  readonly definitionHashes?: readonly string[];
  readonly tags?: readonly string[];
  readonly sessionIds?: readonly string[];
  readonly userIds?: readonly string[];
  readonly parentRunIds?: readonly string[];
  /** Runs in which at least one of these steps was executed. */
  readonly steps?: readonly string[];
  /** Runs whose failure came from one of these steps. */
  readonly failedSteps?: readonly string[];
  /** Runs that called at least one of these models. */
  readonly models?: readonly string[];
  /** Start time, epoch ms, inclusive. */
  readonly fromMs?: number;
  /** Start time, epoch ms, exclusive. */
  readonly toMs?: number;
  /** From start to end, in ms; runs that are not over are left out. */
  readonly durationMs?: NumberRange;
  /** Duration less the time spent waiting for people, in ms; runs that are not over are left out. */
  readonly activeMs?: NumberRange;
  /** Retried attempts in all. */
  readonly retries?: NumberRange;
  readonly totalTokens?: NumberRange;
  readonly costUsd?: NumberRange;
  /**
   * Substrings, case-insensitive, of the input, result, error, run id, step and event names. Under three
   * characters a term is looked for among the newest runs only: see {@link RunPage.searchedRuns}.
   */
  readonly texts?: readonly string[];
}

/** What a list can be ordered by. Runs without the value come last. */
export type RunSortKey = "startedAt" | "duration" | "active" | "tokens" | "cost" | "retries";

/** An order of runs. */
export interface RunSort {
  readonly key: RunSortKey;
  readonly descending: boolean;
}

/** Newest first. */
export const NEWEST_FIRST: RunSort = { key: "startedAt", descending: true };

// What one step did in one run so far, counted from the records of its executions.

import { DurationSummary } from "./duration-summary.ts";
import type { RecordPlace } from "./record.ts";

/** An execution that is not over. */
export interface OpenExecution {
  readonly step: StepAggregate;
  readonly queuedAtMs: number;
  /** Counted from 0. */
  attempt: number;
  /** Time on a worker in the stretches that are over. */
  activeMs: number;
  hasStarted: boolean;
  isBackingOff: boolean;
  /** Where the stretch on a worker that is going on began. */
  since?: RecordPlace | undefined;
}

/** The counts of one step. */
export class StepAggregate {
  readonly name: string;
  /** Executions so far. */
  executions = 0;
  /** Executions that are not over. */
  open = 0;
  failures = 0;
  retries = 0;
  /** From queued to first started, summed. */
  queueMs = 0;
  readonly durations = new DurationSummary();

  constructor(name: string) {
    this.name = name;
  }
}

/** Milliseconds between two records: by the monotonic clock where both share it. */
export function elapsedMs(from: RecordPlace, to: RecordPlace): number {
  const elapsed =
    from.segment === to.segment ? (to.monotonicNs - from.monotonicNs) / 1_000_000 : to.timeMs - from.timeMs;
  return Math.max(0, elapsed);
}

/** A copy of a record's place, without its data. */
export function placeOf({ runId, seq, timeMs, monotonicNs, segment }: RecordPlace): RecordPlace {
  return { runId, seq, timeMs, monotonicNs, segment };
}

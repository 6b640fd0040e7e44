// What most readers of a record need of its data: whose execution, which step, which attempt, which event type.

import type { RunRecord } from "./record.ts";

/** The fields that stores keep in columns of their own. */
export interface RecordHead {
  readonly executionId?: string | undefined;
  readonly step?: string | undefined;
  /** Counted from 0. */
  readonly attempt?: number | undefined;
  /** Of `event.sent` only. */
  readonly eventType?: string | undefined;
}

/** The head of a record. */
export function headOf(record: RunRecord): RecordHead {
  const { data } = record;
  return {
    executionId: "executionId" in data ? data.executionId : undefined,
    step: "step" in data ? data.step : undefined,
    attempt: "attempt" in data ? data.attempt : undefined,
    eventType: record.kind === "event.sent" ? record.data.type : undefined,
  };
}

// What counting a record needs of its data: whose execution, which step, which attempt, which event type.

import { executionKey, type ExecutionKey } from "./counted-id.ts";
import type { RunRecord } from "./record.ts";

/** What is looked at when a record is counted. */
export interface RecordHead {
  readonly execution?: ExecutionKey | undefined;
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
    execution: "executionId" in data && data.executionId !== undefined ? executionKey(data.executionId) : undefined,
    step: "step" in data ? data.step : undefined,
    attempt: "attempt" in data ? data.attempt : undefined,
    eventType: record.kind === "event.sent" ? record.data.type : undefined,
  };
}

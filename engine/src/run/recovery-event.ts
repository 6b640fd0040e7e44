// The event that tells a handler of a step that failed for good.

import { toErrorData } from "../codec/error-codec.ts";
import { StepFailedEvent } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody } from "../trace/record.ts";
import { asFailedPayload } from "./attempt-outcome.ts";
import type { LiveExecution } from "./live-execution.ts";

/** The event for the handler, and its record. */
export interface RecoveryEvent {
  readonly body: RecordBody;
  readonly event: WorkflowEvent;
}

/** Makes the event for whatever was thrown. */
export function recoveryEvent({ host, execution, attempt, elapsedMs }: LiveExecution, thrown: unknown): RecoveryEvent {
  const { book, clock } = host;
  const first = execution.eventIds[0];
  const inputEvent = first === undefined ? undefined : book.get(first);
  const { step, id: executionId } = execution;
  const failedAt = Math.floor(clock.now());
  const facts = { step, attempts: attempt + 1, elapsedMs: Math.round(elapsedMs), failedAt, inputEvent };
  const build = (error: unknown): RecoveryEvent => {
    const event = new StepFailedEvent(asFailedPayload({ ...facts, error }));
    return {
      event,
      body: book.sendBody(event, { offset: 0, cause: { kind: "execution", executionId }, origin: "recovery" }),
    };
  };
  try {
    return build(thrown);
  } catch {
    // Something that was thrown but cannot be written down is handed over as what can.
    const { name, message } = toErrorData(thrown);
    return build(Object.assign(new Error(message), { name }));
  }
}

// What a record looks like on the stream: the event that a reader gets for it, if any.

import { fromErrorData } from "../codec/error-codec.ts";
import { RunCancelled, RunFailed, RunIdle, RunTimedOut, UnhandledEvent } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordOf, RunRecord } from "../trace/record.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import { metaOf, type EventBook } from "./event-book.ts";
import { StepStates } from "./step-states.ts";

/** Whether every reader sees it, not only those who ask for internals. */
export function isPublic(record: RunRecord, definition: WorkflowDefinition): boolean {
  switch (record.kind) {
    case "stream.published":
    case "run.completed":
    case "run.failed":
    case "run.timedOut":
    case "run.cancelled":
    case "run.stalled":
      return true;
    case "event.sent":
      return record.data.origin === "waiter" || roleOf(record, definition) === "inputRequired";
    default:
      return false;
  }
}

/** Turns records into events, for one reader. */
export class StreamProjection {
  readonly #book: EventBook;
  readonly #definition: WorkflowDefinition;
  readonly #states: StepStates | undefined;

  constructor(book: EventBook, definition: WorkflowDefinition, includeInternal: boolean) {
    this.#book = book;
    this.#definition = definition;
    this.#states = includeInternal ? new StepStates(book) : undefined;
  }

  eventOf(record: RunRecord): WorkflowEvent | undefined {
    switch (record.kind) {
      case "stream.published":
        return this.#book.rebuild(record.data.type, record.data.payload);
      case "event.sent":
        this.#states?.noteEvent(record);
        // The stop event is the last item, not one that more may follow.
        if (roleOf(record, this.#definition) === "stop") return undefined;
        return this.#book.rebuild(record.data.type, record.data.payload, metaOf(record));
      case "event.unhandled":
        return new UnhandledEvent({ eventType: record.data.type, eventId: record.data.eventId });
      case "run.idle":
        return new RunIdle({ waitingFor: record.data.waitingFor });
      default:
        return this.#endOf(record) ?? this.#states?.changeOf(record);
    }
  }

  #endOf(record: RunRecord): WorkflowEvent | undefined {
    switch (record.kind) {
      case "run.completed":
        return this.#book.get(record.data.eventId);
      case "run.failed": {
        const { error, step, executionId } = record.data;
        return new RunFailed({
          error: this.#thrown() ?? fromErrorData(error),
          ...(step === undefined ? {} : { step }),
          ...(executionId === undefined ? {} : { executionId }),
        });
      }
      case "run.stalled":
        return new RunFailed({ error: this.#thrown() ?? fromErrorData(record.data.error) });
      case "run.timedOut": {
        const { afterMs, activeSteps, error } = record.data;
        return new RunTimedOut({ afterMs, activeSteps, error: this.#thrown() ?? fromErrorData(error) });
      }
      case "run.cancelled":
        return new RunCancelled(record.data.reason === undefined ? {} : { reason: record.data.reason });
      default:
        return undefined;
    }
  }

  #thrown(): unknown {
    return this.#book.failure?.error;
  }
}

function roleOf({ data }: RecordOf<"event.sent">, definition: WorkflowDefinition): string | undefined {
  return data.role ?? rolesOf(definition).get(data.type);
}

const roles = new WeakMap<WorkflowDefinition, ReadonlyMap<string, string>>();

function rolesOf(definition: WorkflowDefinition): ReadonlyMap<string, string> {
  let known = roles.get(definition);
  if (known === undefined) {
    known = new Map(definition.graph.events.map(({ type, role }) => [type, role]));
    roles.set(definition, known);
  }
  return known;
}

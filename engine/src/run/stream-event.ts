// What a record looks like on the stream: the event that a reader gets for it, if any.

import { fromErrorData } from "../codec/error-codec.ts";
import { RunCancelled, RunFailed, RunIdle, RunTimedOut, UnhandledEvent } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody, RecordOf, RunRecord } from "../trace/record.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import { identityOf, type EventBook } from "./event-book.ts";
import { StepStates } from "./step-states.ts";

/** The types whose events every reader sees: questions to somebody outside. */
export function publicTypes(definition: WorkflowDefinition): ReadonlySet<string> {
  return rolesOf(definition).questions;
}

/** Whether every reader sees it, not only those who ask for internals. */
export function isPublic(body: RecordBody, questions: ReadonlySet<string>): boolean {
  switch (body.kind) {
    case "stream.published":
    case "run.completed":
    case "run.failed":
    case "run.timedOut":
    case "run.cancelled":
    case "run.stalled":
      return true;
    case "event.sent": {
      const { origin, role, type } = body.data;
      return origin === "waiter" || role === "inputRequired" || (questions.size > 0 && questions.has(type));
    }
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
        if (isStop(record, this.#definition)) return undefined;
        return this.#book.rebuild(record.data.type, record.data.payload, identityOf(record));
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

function isStop({ data }: RecordOf<"event.sent">, definition: WorkflowDefinition): boolean {
  return data.role === "stop" || rolesOf(definition).stops.has(data.type);
}

interface Roles {
  readonly questions: ReadonlySet<string>;
  readonly stops: ReadonlySet<string>;
}

const roles = new WeakMap<WorkflowDefinition, Roles>();

function rolesOf(definition: WorkflowDefinition): Roles {
  let known = roles.get(definition);
  if (known === undefined) {
    const typesOf = (wanted: string): ReadonlySet<string> =>
      new Set(definition.graph.events.flatMap(({ type, role }) => (role === wanted ? [type] : [])));
    known = { questions: typesOf("inputRequired"), stops: typesOf("stop") };
    roles.set(definition, known);
  }
  return known;
}

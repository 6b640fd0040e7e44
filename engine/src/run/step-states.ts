// Changes of executions as stream events: what each is doing, with its input, output, times and error.

import { fromErrorData } from "../codec/error-codec.ts";
import { StepStateChanged, type StepState } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordOf, RunRecord } from "../trace/record.ts";
import { identityOf, type EventBook } from "./event-book.ts";

/** How many events a reader remembers, to show them as input and output. */
const EVENT_LIMIT = 10_000;

interface Facts {
  readonly eventIds: readonly string[];
  readonly queuedAt: number;
  startedAt: number | undefined;
  worker: number | undefined;
}

/** Follows the executions of a run, for one reader. */
export class StepStates {
  readonly #book: EventBook;
  readonly #facts = new Map<string, Facts>();
  readonly #events = new Map<string, RecordOf<"event.sent">>();

  constructor(book: EventBook) {
    this.#book = book;
  }

  noteEvent(record: RecordOf<"event.sent">): void {
    this.#events.set(record.data.eventId, record);
    if (this.#events.size <= EVENT_LIMIT) return;
    const [oldest] = this.#events.keys();
    if (oldest !== undefined) this.#events.delete(oldest);
  }

  /** The event for a record about an execution; `undefined` for any other record. */
  changeOf(record: RunRecord): WorkflowEvent | undefined {
    switch (record.kind) {
      case "step.queued": {
        const { executionId, step, eventIds } = record.data;
        this.#facts.set(executionId, { eventIds, queuedAt: record.timeMs, startedAt: undefined, worker: undefined });
        return this.#change({ executionId, step, attempt: 0, state: "queued" });
      }
      case "step.started": {
        const { executionId, eventIds, queuedAtMs, worker } = record.data;
        this.#facts.set(executionId, { eventIds, queuedAt: queuedAtMs, startedAt: record.timeMs, worker });
        return this.#change({ ...record.data, state: "started" });
      }
      case "step.waiting":
        return this.#change({ ...record.data, state: "waiting" });
      case "step.resumed": {
        const facts = this.#facts.get(record.data.executionId);
        if (facts !== undefined) facts.worker = record.data.worker;
        return this.#change({ ...record.data, state: "started" });
      }
      case "step.retryScheduled":
        return this.#change({
          ...record.data,
          state: "retry_scheduled",
          error: fromErrorData(record.data.error),
          endedAt: record.timeMs,
        });
      default:
        return this.#endOf(record);
    }
  }

  #endOf(record: RunRecord): WorkflowEvent | undefined {
    switch (record.kind) {
      case "step.completed": {
        const outputEvents = record.data.eventIds.flatMap((eventId) => this.#eventOf(eventId) ?? []);
        return this.#last({ ...record.data, state: "completed", outputEvents, endedAt: record.timeMs });
      }
      case "step.failed":
        return this.#last({
          ...record.data,
          state: "failed",
          error: fromErrorData(record.data.error),
          endedAt: record.timeMs,
        });
      case "step.cancelled":
        return this.#last({ ...record.data, state: "cancelled", endedAt: record.timeMs });
      default:
        return undefined;
    }
  }

  #last(change: Change): WorkflowEvent {
    const event = this.#change(change);
    this.#facts.delete(change.executionId);
    return event;
  }

  #change({ executionId, step, attempt, state, outputEvents, error, endedAt }: Change): WorkflowEvent {
    const facts = this.#facts.get(executionId);
    const inputEvent = this.#eventOf(facts?.eventIds[0]);
    return new StepStateChanged({
      executionId,
      step,
      attempt,
      state,
      ...(facts?.worker === undefined ? {} : { worker: facts.worker }),
      ...(inputEvent === undefined ? {} : { inputEvent }),
      ...(outputEvents === undefined ? {} : { outputEvents }),
      ...(error === undefined ? {} : { error }),
      ...(facts === undefined ? {} : { queuedAt: facts.queuedAt }),
      ...(facts?.startedAt === undefined ? {} : { startedAt: facts.startedAt }),
      ...(endedAt === undefined ? {} : { endedAt }),
    });
  }

  #eventOf(eventId: string | undefined): WorkflowEvent | undefined {
    const record = eventId === undefined ? undefined : this.#events.get(eventId);
    return record === undefined
      ? undefined
      : this.#book.rebuild(record.data.type, record.data.payload, identityOf(record));
  }
}

interface Change {
  readonly executionId: string;
  readonly step: string;
  readonly attempt: number;
  readonly state: StepState;
  readonly outputEvents?: readonly WorkflowEvent[];
  readonly error?: unknown;
  readonly endedAt?: number;
}

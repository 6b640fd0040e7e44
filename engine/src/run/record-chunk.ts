// A stretch of records in little room: the kinds that every hop writes are taken apart into numbers and ids, so that a
// long memory of records keeps little alive; they are put together again when somebody reads them.

import type { EncodedValue } from "../codec/encoded-value.ts";
import type { RecordBody, RunRecord } from "../trace/record.ts";
import { placeRecord } from "./place-record.ts";

/** When a record was written. */
export interface RecordMoment {
  readonly seq: number;
  readonly timeMs: number;
  readonly monotonicNs: number;
}

/** How a body is kept. */
const WHOLE = 0;
const RETURNED = 1;
const SENT = 2;
const QUEUED = 3;
const STARTED = 4;
const COMPLETED = 5;

/** Numbers of one record: seq, time, monotonic time, how it is kept, and four that depend on that. */
const WIDTH = 8;

/** A fixed number of records; when they are no longer wanted, it takes others in their place. */
export class RecordChunk {
  readonly capacity: number;
  #start: number;
  readonly #numbers: Float64Array;
  /** Ids of the execution and of the event, two for each record. */
  readonly #ids: (string | undefined)[] = [];
  /** Names of steps and of event types: each once. */
  readonly #names: string[] = [];
  readonly #payloads: EncodedValue[] = [];
  readonly #whole: RecordBody[] = [];
  #size = 0;

  constructor(start: number, capacity: number) {
    this.#start = start;
    this.capacity = capacity;
    this.#numbers = new Float64Array(capacity * WIDTH);
  }

  /** Position of its first record. */
  get start(): number {
    return this.#start;
  }

  get isFull(): boolean {
    return this.#size === this.capacity;
  }

  /** Lets go of its records. */
  beginAnew(start: number): void {
    this.#start = start;
    this.#size = 0;
    this.#payloads.length = 0;
    this.#whole.length = 0;
  }

  push(body: RecordBody, { seq, timeMs, monotonicNs }: RecordMoment): void {
    const numbers = this.#numbers;
    const row = this.#size * WIDTH;
    numbers[row] = seq;
    numbers[row + 1] = timeMs;
    numbers[row + 2] = monotonicNs;
    if (!this.#takeApart(body, row)) {
      this.#takeIds(undefined, undefined);
      numbers[row + 3] = WHOLE;
      numbers[row + 4] = this.#whole.push(body) - 1;
    }
    this.#size += 1;
  }

  /** The record at an index of this chunk. */
  at(index: number, { runId, segment }: { readonly runId: string; readonly segment: number }): RunRecord | undefined {
    if (index >= this.#size) return undefined;
    const body = this.#bodyAt(index);
    if (body === undefined) return undefined;
    const row = index * WIDTH;
    const [seq, timeMs, monotonicNs] = [this.#number(row), this.#number(row + 1), this.#number(row + 2)];
    return placeRecord(body, { runId, segment, seq, timeMs, monotonicNs });
  }

  /** Says whether all of a body can be told by numbers and ids, and has been. */
  #takeApart(body: RecordBody, row: number): boolean {
    const numbers = this.#numbers;
    switch (body.kind) {
      case "event.sent":
        return this.#takeEvent(body.data, row);
      case "step.queued": {
        const { executionId, step, eventIds, eventType } = body.data;
        if (eventIds.length !== 1) return false;
        this.#takeIds(executionId, eventIds[0]);
        numbers[row + 3] = QUEUED;
        numbers[row + 4] = this.#nameOf(step);
        numbers[row + 5] = this.#nameOf(eventType);
        return true;
      }
      case "step.started": {
        const { executionId, step, attempt, worker, eventIds, queuedAtMs } = body.data;
        if (eventIds.length !== 1) return false;
        this.#takeIds(executionId, eventIds[0]);
        numbers[row + 3] = STARTED;
        numbers[row + 4] = this.#nameOf(step);
        numbers[row + 5] = attempt;
        numbers[row + 6] = worker;
        numbers[row + 7] = queuedAtMs;
        return true;
      }
      case "step.completed": {
        const { executionId, step, attempt, eventIds, isFanOut } = body.data;
        if (isFanOut !== undefined || eventIds.length > 1) return false;
        this.#takeIds(executionId, eventIds[0]);
        numbers[row + 3] = COMPLETED;
        numbers[row + 4] = this.#nameOf(step);
        numbers[row + 5] = attempt;
        return true;
      }
      default:
        return false;
    }
  }

  #takeEvent(data: Extract<RecordBody, { readonly kind: "event.sent" }>["data"], row: number): boolean {
    const { eventId, type, payload, cause, origin, role, target, key } = data;
    if (cause.kind !== "execution" || (origin !== "returned" && origin !== "sent")) return false;
    if (role !== undefined || target !== undefined || key !== undefined) return false;
    this.#takeIds(cause.executionId, eventId);
    this.#numbers[row + 3] = origin === "sent" ? SENT : RETURNED;
    this.#numbers[row + 4] = this.#nameOf(type);
    this.#numbers[row + 5] = this.#payloads.push(payload) - 1;
    return true;
  }

  #takeIds(executionId: string | undefined, eventId: string | undefined): void {
    this.#ids[this.#size * 2] = executionId;
    this.#ids[this.#size * 2 + 1] = eventId;
  }

  #bodyAt(index: number): RecordBody | undefined {
    const row = index * WIDTH;
    const kept = this.#number(row + 3);
    if (kept === WHOLE) return this.#whole[this.#number(row + 4)];
    const [executionId = "", eventId] = this.#ids.slice(index * 2, index * 2 + 2);
    const eventIds = eventId === undefined ? [] : [eventId];
    const name = this.#names[this.#number(row + 4)] ?? "";
    const attempt = this.#number(row + 5);
    switch (kept) {
      case QUEUED: {
        const eventType = this.#names[this.#number(row + 5)] ?? "";
        return { kind: "step.queued", data: { executionId, step: name, eventIds, eventType } };
      }
      case STARTED: {
        const [worker, queuedAtMs] = [this.#number(row + 6), this.#number(row + 7)];
        return { kind: "step.started", data: { executionId, step: name, attempt, worker, eventIds, queuedAtMs } };
      }
      case COMPLETED:
        return { kind: "step.completed", data: { executionId, step: name, attempt, eventIds } };
      default: {
        const cause = { kind: "execution", executionId } as const;
        const origin = kept === SENT ? "sent" : "returned";
        const payload = this.#payloads[this.#number(row + 5)] ?? null;
        return { kind: "event.sent", data: { eventId: eventId ?? "", type: name, payload, cause, origin } };
      }
    }
  }

  /** The index of a name. A workflow has few of them, and the last ones come again. */
  #nameOf(name: string): number {
    const names = this.#names;
    for (let index = names.length - 1; index >= 0; index--) if (names[index] === name) return index;
    return names.push(name) - 1;
  }

  #number(index: number): number {
    return this.#numbers[index] ?? Number.NaN;
  }
}

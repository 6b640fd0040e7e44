// A stretch of records in little room: the kinds that every hop writes are taken apart into numbers, so that a long
// memory of records keeps little alive; they are put together again when somebody reads them.

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

/** Numbers of one record: seq, time, monotonic time, how it is kept, and six that depend on that. */
const WIDTH = 10;

/** No event. Ids are counted from 1. */
const NONE = 0;
/** Not a letter and a number. */
const UNTOLD = -1;

const EVENT_LETTER = "e".charCodeAt(0);
const EXECUTION_LETTER = "x".charCodeAt(0);
const ZERO = "0".charCodeAt(0);
/** Numbers of so many digits are exact. */
const MOST_DIGITS = 15;

/** A fixed number of records, filled once. */
export class RecordChunk {
  /** Position of its first record. */
  readonly start: number;
  readonly #capacity: number;
  readonly #numbers: Float64Array;
  /** Names of steps and of event types: each once. */
  readonly #names: string[] = [];
  readonly #payloads: EncodedValue[] = [];
  readonly #whole: RecordBody[] = [];
  #size = 0;

  constructor(start: number, capacity: number) {
    this.start = start;
    this.#capacity = capacity;
    this.#numbers = new Float64Array(capacity * WIDTH);
  }

  get capacity(): number {
    return this.#capacity;
  }

  get isFull(): boolean {
    return this.#size === this.#capacity;
  }

  push(body: RecordBody, { seq, timeMs, monotonicNs }: RecordMoment): void {
    const numbers = this.#numbers;
    const first = this.#size * WIDTH;
    this.#size += 1;
    numbers[first] = seq;
    numbers[first + 1] = timeMs;
    numbers[first + 2] = monotonicNs;
    if (this.#takeApart(body, first)) return;
    numbers[first + 3] = WHOLE;
    numbers[first + 4] = this.#whole.push(body) - 1;
  }

  /** The record at an index of this chunk. */
  at(index: number, { runId, segment }: { readonly runId: string; readonly segment: number }): RunRecord | undefined {
    if (index >= this.#size) return undefined;
    const first = index * WIDTH;
    const body = this.#body(first);
    if (body === undefined) return undefined;
    const [seq, timeMs, monotonicNs] = [this.#number(first), this.#number(first + 1), this.#number(first + 2)];
    return placeRecord(body, { runId, segment, seq, timeMs, monotonicNs });
  }

  /** Says whether all of a body can be told by numbers, and has been. */
  #takeApart(body: RecordBody, first: number): boolean {
    switch (body.kind) {
      case "event.sent":
        return this.#takeEvent(body.data, first);
      case "step.queued": {
        const { executionId, step, eventIds, eventType } = body.data;
        if (!this.#takeHead(first, executionId, onlyNumberOf(eventIds, UNTOLD))) return false;
        this.#numbers[first + 3] = QUEUED;
        this.#numbers[first + 6] = this.#nameOf(step);
        this.#numbers[first + 7] = this.#nameOf(eventType);
        return true;
      }
      case "step.started": {
        const { executionId, step, attempt, worker, eventIds, queuedAtMs } = body.data;
        if (!this.#takeHead(first, executionId, onlyNumberOf(eventIds, UNTOLD))) return false;
        this.#numbers[first + 3] = STARTED;
        this.#numbers[first + 6] = this.#nameOf(step);
        this.#numbers[first + 7] = attempt;
        this.#numbers[first + 8] = worker;
        this.#numbers[first + 9] = queuedAtMs;
        return true;
      }
      case "step.completed": {
        const { executionId, step, attempt, eventIds, isFanOut } = body.data;
        if (isFanOut !== undefined || !this.#takeHead(first, executionId, onlyNumberOf(eventIds, NONE))) return false;
        this.#numbers[first + 3] = COMPLETED;
        this.#numbers[first + 6] = this.#nameOf(step);
        this.#numbers[first + 7] = attempt;
        return true;
      }
      default:
        return false;
    }
  }

  #takeEvent(data: Extract<RecordBody, { readonly kind: "event.sent" }>["data"], first: number): boolean {
    const { eventId, type, payload, cause, origin, role, target, key } = data;
    if (cause.kind !== "execution" || (origin !== "returned" && origin !== "sent")) return false;
    if (role !== undefined || target !== undefined || key !== undefined) return false;
    if (!this.#takeHead(first, cause.executionId, numberOf(eventId, EVENT_LETTER))) return false;
    this.#numbers[first + 3] = origin === "sent" ? SENT : RETURNED;
    this.#numbers[first + 6] = this.#nameOf(type);
    this.#numbers[first + 7] = this.#payloads.push(payload) - 1;
    return true;
  }

  #takeHead(first: number, executionId: string, event: number): boolean {
    const execution = numberOf(executionId, EXECUTION_LETTER);
    if (execution === UNTOLD || event === UNTOLD) return false;
    this.#numbers[first + 4] = execution;
    this.#numbers[first + 5] = event;
    return true;
  }

  #body(first: number): RecordBody | undefined {
    const kept = this.#number(first + 3);
    if (kept === WHOLE) return this.#whole[this.#number(first + 4)];
    const executionId = `x${this.#number(first + 4)}`;
    const event = this.#number(first + 5);
    const eventIds = event === NONE ? [] : [`e${event}`];
    const name = this.#names[this.#number(first + 6)] ?? "";
    const attempt = this.#number(first + 7);
    switch (kept) {
      case QUEUED: {
        const eventType = this.#names[this.#number(first + 7)] ?? "";
        return { kind: "step.queued", data: { executionId, step: name, eventIds, eventType } };
      }
      case STARTED: {
        const [worker, queuedAtMs] = [this.#number(first + 8), this.#number(first + 9)];
        return { kind: "step.started", data: { executionId, step: name, attempt, worker, eventIds, queuedAtMs } };
      }
      case COMPLETED:
        return { kind: "step.completed", data: { executionId, step: name, attempt, eventIds } };
      default: {
        const cause = { kind: "execution", executionId } as const;
        const origin = kept === SENT ? "sent" : "returned";
        const payload = this.#payloads[this.#number(first + 7)] ?? null;
        return { kind: "event.sent", data: { eventId: `e${event}`, type: name, payload, cause, origin } };
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

function onlyNumberOf(eventIds: readonly string[], ofNone: number): number {
  const [only] = eventIds;
  if (only === undefined) return ofNone;
  return eventIds.length === 1 ? numberOf(only, EVENT_LETTER) : UNTOLD;
}

/** The number in an id such as `e12`, where the same id can be made from it again. */
function numberOf(id: string, letter: number): number {
  const { length } = id;
  if (length < 2 || length > MOST_DIGITS || id.charCodeAt(0) !== letter || id.charCodeAt(1) === ZERO) return UNTOLD;
  let number = 0;
  for (let index = 1; index < length; index++) {
    const digit = id.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return UNTOLD;
    number = number * 10 + digit;
  }
  return number;
}

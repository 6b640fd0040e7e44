// Records on their way to the writer thread: numbers in one buffer and all texts in one, which cross faster than objects.

import { countOf, EVENT_LETTER, EXECUTION_LETTER, UNCOUNTED } from "../../trace/counted-id.ts";
import { NO_EVENT, SHORT } from "../../trace/journal-block.ts";
import type { RecordOf, RunRecord } from "../../trace/record.ts";

/** What crosses. */
export interface PackedRecords {
  readonly count: number;
  /** {@link CELL} numbers of each record. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** The payload or the data of each record, then its span id, one after the other. */
  readonly texts: string;
  /** What the numbers point into: ids of runs and traces, names of steps, event types and kinds. */
  readonly names: readonly string[];
}

/** The numbers of one record, by place. The last six are for records in short form. */
export const CELL = {
  run: 0,
  seq: 1,
  timeMs: 2,
  monotonicNs: 3,
  segment: 4,
  /** One of `SHORT`, or {@link WHOLE}. */
  form: 5,
  textLength: 6,
  /** Length of the span id, 0 without one. */
  spanLength: 7,
  trace: 8,
  /** Step or event type; of a whole record its kind. */
  name: 9,
  execution: 10,
  event: 11,
  /** `step.queued`: the event type; else the attempt. */
  more: 12,
  worker: 13,
  queuedAtMs: 14,
} as const;

/** Numbers of one record. */
export const CELLS = 15;

/** The form of a record whose data crosses as text. */
export const WHOLE = 5;

/** Room at first, in records; then as much as the time before. */
const FIRST_CAPACITY = 64;

/** Packs records until they are taken. */
export class RecordPacker {
  #numbers = new Float64Array(FIRST_CAPACITY * CELLS);
  #count = 0;
  #texts = "";
  #names: string[] = [];
  readonly #places = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Adds a record; gives the length of its text. */
  push(record: RunRecord): number {
    const first = this.#count * CELLS;
    if (first === this.#numbers.length) this.#grow();
    this.#count += 1;
    const numbers = this.#numbers;
    const { traceId, spanId } = record;
    numbers[first] = this.#place(record.runId);
    numbers[first + CELL.seq] = record.seq;
    numbers[first + CELL.timeMs] = Math.round(record.timeMs);
    numbers[first + CELL.monotonicNs] = Math.round(record.monotonicNs);
    numbers[first + CELL.segment] = record.segment;
    const text = this.#pushShort(record, first) ?? this.#pushWhole(record, first);
    numbers[first + CELL.textLength] = text.length;
    this.#texts += text;
    if (spanId !== undefined && traceId !== undefined) {
      numbers[first + CELL.trace] = this.#place(traceId);
      numbers[first + CELL.spanLength] = spanId.length;
      this.#texts += spanId;
    }
    return text.length;
  }

  /** Everything since the last time. */
  take(): PackedRecords {
    const packed = { count: this.#count, numbers: this.#numbers, texts: this.#texts, names: this.#names };
    this.#numbers = new Float64Array(roomFor(this.#count) * CELLS);
    this.#count = 0;
    this.#texts = "";
    this.#names = [];
    this.#places.clear();
    return packed;
  }

  #pushWhole(record: RunRecord, first: number): string {
    this.#numbers[first + CELL.form] = WHOLE;
    this.#numbers[first + CELL.name] = this.#place(record.kind);
    return JSON.stringify(record.data);
  }

  /** The text of a record in short form; `undefined` where that cannot say all of it. */
  #pushShort(record: RunRecord, first: number): string | undefined {
    switch (record.kind) {
      case "event.sent":
        return this.#pushEvent(record.data, first);
      case "step.queued": {
        const { executionId, step, eventIds, eventType } = record.data;
        if (!this.#pushHead(first, executionId, onlyCountOf(eventIds, UNCOUNTED))) return undefined;
        this.#numbers[first + CELL.more] = this.#place(eventType);
        return this.#pushName(first, SHORT.queued, step);
      }
      case "step.started": {
        const { executionId, step, attempt, worker, eventIds, queuedAtMs } = record.data;
        if (!this.#pushHead(first, executionId, onlyCountOf(eventIds, UNCOUNTED))) return undefined;
        this.#numbers[first + CELL.more] = attempt;
        this.#numbers[first + CELL.worker] = worker;
        this.#numbers[first + CELL.queuedAtMs] = queuedAtMs;
        return this.#pushName(first, SHORT.started, step);
      }
      case "step.completed": {
        const { executionId, step, attempt, eventIds, isFanOut } = record.data;
        if (isFanOut !== undefined || !this.#pushHead(first, executionId, onlyCountOf(eventIds, NO_EVENT)))
          return undefined;
        this.#numbers[first + CELL.more] = attempt;
        return this.#pushName(first, SHORT.completed, step);
      }
      default:
        return undefined;
    }
  }

  #pushEvent(data: RecordOf<"event.sent">["data"], first: number): string | undefined {
    const { eventId, type, payload, cause, origin, role, target, key } = data;
    if (cause.kind !== "execution" || (origin !== "returned" && origin !== "sent")) return undefined;
    if (role !== undefined || target !== undefined || key !== undefined) return undefined;
    if (!this.#pushHead(first, cause.executionId, countOf(eventId, EVENT_LETTER))) return undefined;
    this.#pushName(first, origin === "sent" ? SHORT.sent : SHORT.returned, type);
    return JSON.stringify(payload);
  }

  #pushHead(first: number, executionId: string, event: number): boolean {
    const execution = countOf(executionId, EXECUTION_LETTER);
    if (execution === UNCOUNTED || event === UNCOUNTED) return false;
    this.#numbers[first + CELL.execution] = execution;
    this.#numbers[first + CELL.event] = event;
    return true;
  }

  #pushName(first: number, form: number, name: string): "" {
    this.#numbers[first + CELL.form] = form;
    this.#numbers[first + CELL.name] = this.#place(name);
    return "";
  }

  #place(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = this.#names.push(name) - 1;
    this.#places.set(name, place);
    return place;
  }

  #grow(): void {
    const larger = new Float64Array(this.#numbers.length * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

function roomFor(records: number): number {
  let room = FIRST_CAPACITY;
  while (room < records) room *= 2;
  return room;
}

function onlyCountOf(eventIds: readonly string[], ofNone: number): number {
  const [only] = eventIds;
  if (only === undefined) return ofNone;
  return eventIds.length === 1 ? countOf(only, EVENT_LETTER) : UNCOUNTED;
}

// Records as they came across to the writer thread, one after the other. Texts are taken out only where they are needed.

import { type BlockEntry, isRecordKind, SHORT, shortBody } from "../../trace/journal-block.ts";
import type { ExecutionKey } from "../../trace/counted-id.ts";
import type { RecordKind, RunRecord } from "../../trace/record.ts";
import type { RecordHead } from "../../trace/record-head.ts";
import { CELL, CELLS, type PackedRecords, WHOLE } from "./packed-records.ts";

const SHORT_KINDS: readonly RecordKind[] = [
  "event.sent",
  "event.sent",
  "step.queued",
  "step.started",
  "step.completed",
];

/** All records of one crossing. */
export function* receivedRecords(packed: PackedRecords): Generator<ReceivedRecord> {
  let text = 0;
  for (let first = 0; first < packed.count * CELLS; first += CELLS) {
    yield new ReceivedRecord(packed, first, text);
    text += numberAt(packed, first + CELL.textLength) + numberAt(packed, first + CELL.spanLength);
  }
}

/** One record: what is counted of it at once, its data when it is asked for. */
export class ReceivedRecord implements RecordHead {
  readonly runId: string;
  readonly seq: number;
  readonly timeMs: number;
  readonly monotonicNs: number;
  readonly segment: number;
  readonly kind: string;
  readonly execution: ExecutionKey | undefined;
  readonly step: string | undefined;
  readonly attempt: number | undefined;
  readonly eventType: string | undefined;
  /** One of `SHORT`, or `WHOLE`. */
  readonly form: number;
  readonly traceId: string | undefined;
  readonly #packed: PackedRecords;
  readonly #first: number;
  readonly #textStart: number;
  #data: unknown;

  constructor(packed: PackedRecords, first: number, textStart: number) {
    this.#packed = packed;
    this.#first = first;
    this.#textStart = textStart;
    this.runId = this.name(CELL.run);
    this.seq = this.cell(CELL.seq);
    this.timeMs = this.cell(CELL.timeMs);
    this.monotonicNs = this.cell(CELL.monotonicNs);
    this.segment = this.cell(CELL.segment);
    const form = this.cell(CELL.form);
    const name = this.name(CELL.name);
    const isStep = form !== WHOLE && form > SHORT.sent;
    this.form = form;
    this.kind = form === WHOLE ? name : (SHORT_KINDS[form] ?? "");
    this.execution = isStep ? this.cell(CELL.execution) : undefined;
    this.step = isStep ? name : undefined;
    this.attempt = isStep && form !== SHORT.queued ? this.cell(CELL.more) : undefined;
    this.eventType = form <= SHORT.sent ? name : undefined;
    this.traceId = this.cell(CELL.spanLength) === 0 ? undefined : this.name(CELL.trace);
  }

  cell(cell: number): number {
    return numberAt(this.#packed, this.#first + cell);
  }

  name(cell: number): string {
    return this.#packed.names[this.cell(cell)] ?? "";
  }

  /** The record itself. @throws Error when its kind is not one of this version's. */
  get record(): RunRecord {
    const { runId, seq, kind, form } = this;
    if (form === WHOLE && !isRecordKind(kind))
      throw new Error(`record ${seq} of run ${runId} is of an unknown kind: ${kind}`);
    return this as unknown as RunRecord;
  }

  /** What counting it needs; of a whole record only its data tells. */
  get head(): RecordHead | undefined {
    return this.form === WHOLE ? undefined : this;
  }

  /** Its payload or its data as JSON. */
  get text(): string {
    return this.#packed.texts.slice(this.#textStart, this.#textStart + this.cell(CELL.textLength));
  }

  get spanId(): string | undefined {
    const length = this.cell(CELL.spanLength);
    if (length === 0) return undefined;
    const start = this.#textStart + this.cell(CELL.textLength);
    return this.#packed.texts.slice(start, start + length);
  }

  /** Parsed when asked for. */
  get data(): unknown {
    return (this.#data ??= this.form === WHOLE ? JSON.parse(this.text) : shortBody(this.#entry(), 0).data);
  }

  #entry(): Exclude<BlockEntry, readonly [string, ...unknown[]]> {
    const [execution, event, name] = [this.cell(CELL.execution), this.cell(CELL.event), this.name(CELL.name)];
    const more = this.cell(CELL.more);
    switch (this.form) {
      case SHORT.queued:
        return [SHORT.queued, 0, 0, execution, event, name, this.name(CELL.more)];
      case SHORT.started:
        return [SHORT.started, 0, 0, execution, event, name, more, this.cell(CELL.worker), this.cell(CELL.queuedAtMs)];
      case SHORT.completed:
        return [SHORT.completed, 0, 0, execution, event, name, more];
      default: {
        const form = this.form === SHORT.sent ? SHORT.sent : SHORT.returned;
        return [form, 0, 0, execution, event, name, JSON.parse(this.text)];
      }
    }
  }
}

function numberAt({ numbers }: PackedRecords, index: number): number {
  return numbers[index] ?? 0;
}

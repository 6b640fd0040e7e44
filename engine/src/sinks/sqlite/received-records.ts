// Records as they came across to the writer thread, one after the other. Texts are taken out only where they are needed.

import { type BlockEntry, SHORT, shortBody } from "../../trace/journal-block.ts";
import { lazyRecord } from "../../trace/lazy-record.ts";
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

/** Stands on one record at a time. */
export class ReceivedRecords {
  readonly #packed: PackedRecords;
  #first = -CELLS;
  /** Where the texts of this record begin, and those of the next. */
  #textStart = 0;
  #nextText = 0;

  constructor(packed: PackedRecords) {
    this.#packed = packed;
  }

  /** Goes to the next record; whether there is one. */
  next(): boolean {
    this.#first += CELLS;
    this.#textStart = this.#nextText;
    if (this.#first >= this.#packed.count * CELLS) return false;
    this.#nextText += this.cell(CELL.textLength) + this.cell(CELL.spanLength);
    return true;
  }

  cell(cell: number): number {
    return this.#packed.numbers[this.#first + cell] ?? 0;
  }

  name(cell: number): string {
    return this.#packed.names[this.cell(cell)] ?? "";
  }

  get runId(): string {
    return this.name(CELL.run);
  }

  get isWhole(): boolean {
    return this.cell(CELL.form) === WHOLE;
  }

  /** Its payload or its data as JSON. */
  get text(): string {
    return this.#packed.texts.slice(this.#textStart, this.#textStart + this.cell(CELL.textLength));
  }

  get spanId(): string | undefined {
    const length = this.cell(CELL.spanLength);
    return length === 0 ? undefined : this.#packed.texts.slice(this.#nextText - length, this.#nextText);
  }

  get traceId(): string | undefined {
    return this.cell(CELL.spanLength) === 0 ? undefined : this.name(CELL.trace);
  }

  /** What counting it needs; of a whole record only its data tells. */
  head(): RecordHead | undefined {
    const form = this.cell(CELL.form);
    if (form === WHOLE) return undefined;
    const name = this.name(CELL.name);
    if (form <= SHORT.sent) return { eventType: name };
    const attempt = form === SHORT.queued ? undefined : this.cell(CELL.more);
    return { execution: this.cell(CELL.execution), step: name, attempt };
  }

  /** Its data is parsed only when asked for. */
  record(): RunRecord {
    const { isWhole, spanId, traceId } = this;
    const kind = isWhole ? this.name(CELL.name) : (SHORT_KINDS[this.cell(CELL.form)] ?? "");
    const outline = {
      runId: this.runId,
      seq: this.cell(CELL.seq),
      timeMs: this.cell(CELL.timeMs),
      monotonicNs: this.cell(CELL.monotonicNs),
      segment: this.cell(CELL.segment),
      traceId,
      spanId,
      kind,
    };
    return lazyRecord(outline, this.#dataReader());
  }

  /** Reads the data of this record, also when the next ones are looked at already. */
  #dataReader(): () => unknown {
    const here = new ReceivedRecords(this.#packed);
    here.#first = this.#first;
    here.#textStart = this.#textStart;
    here.#nextText = this.#nextText;
    return () => here.#data();
  }

  #data(): unknown {
    if (this.isWhole) return JSON.parse(this.text);
    return shortBody(this.#entry(), 0).data;
  }

  #entry(): Exclude<BlockEntry, readonly [string, ...unknown[]]> {
    const [execution, event, name] = [this.cell(CELL.execution), this.cell(CELL.event), this.name(CELL.name)];
    const more = this.cell(CELL.more);
    switch (this.cell(CELL.form)) {
      case SHORT.queued:
        return [SHORT.queued, 0, 0, execution, event, name, this.name(CELL.more)];
      case SHORT.started:
        return [SHORT.started, 0, 0, execution, event, name, more, this.cell(CELL.worker), this.cell(CELL.queuedAtMs)];
      case SHORT.completed:
        return [SHORT.completed, 0, 0, execution, event, name, more];
      default: {
        const form = this.cell(CELL.form) === SHORT.sent ? SHORT.sent : SHORT.returned;
        return [form, 0, 0, execution, event, name, JSON.parse(this.text)];
      }
    }
  }
}

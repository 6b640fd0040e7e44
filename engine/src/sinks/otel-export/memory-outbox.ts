// An outbox without a file: bounded, and gone with the process.

import type { Outbox, OutboxCounts, OutboxSpan, PendingSpan, SentSpan, TargetNews } from "./outbox.ts";
import { projectOf } from "./otlp-project.ts";

interface Row extends PendingSpan {
  state: "pending" | "sent" | "parked";
  dueAtMs: number;
  sentAtMs: number;
  checks: number;
}

/** Options of {@link MemoryOutbox}. */
export interface MemoryOutboxOptions {
  /** Most bytes held; the oldest spans give way, and are counted. @default 64 MiB */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 64 * 1_024 * 1_024;

/** Spans in memory. */
export class MemoryOutbox implements Outbox {
  readonly #rows = new Map<number, Row>();
  readonly #maxBytes: number;
  #bytes = 0;
  #lastNumber = 0;
  #confirmed = 0;
  #dropped = 0;

  constructor(options: MemoryOutboxOptions = {}) {
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  }

  /** Spans that were given up because there was no room. */
  get dropped(): number {
    return this.#dropped;
  }

  add(spans: readonly OutboxSpan[], nowMs: number): void {
    for (const span of spans) {
      const number = ++this.#lastNumber;
      this.#rows.set(number, { ...span, number, state: "pending", dueAtMs: nowMs, sentAtMs: 0, checks: 0 });
      this.#bytes += span.body.length;
    }
    for (const row of this.#rows.values()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#delete(row);
      this.#dropped++;
    }
  }

  takePending(
    limits: { readonly count: number; readonly bytes: number; readonly leaseMs: number | undefined },
    nowMs: number,
  ): readonly PendingSpan[] {
    const taken: Row[] = [];
    let bytes = 0;
    for (const row of this.#rows.values()) {
      if (row.state !== "pending" || row.dueAtMs > nowMs) continue;
      if (taken.length >= limits.count || (taken.length > 0 && bytes + row.body.length > limits.bytes)) break;
      bytes += row.body.length;
      row.dueAtMs = nowMs + (limits.leaseMs ?? 0);
      taken.push(row);
    }
    return taken;
  }

  markSent(spans: readonly PendingSpan[], nowMs: number, checkAtMs: number): void {
    for (const row of this.#find(spans.map((span) => span.number))) {
      row.state = "sent";
      row.sentAtMs = nowMs;
      row.dueAtMs = checkAtMs;
      row.checks = 0;
    }
  }

  takeDueChecks(count: number, nowMs: number): readonly SentSpan[] {
    const due: SentSpan[] = [];
    for (const row of this.#rows.values()) {
      if (row.state !== "sent" || row.dueAtMs > nowMs) continue;
      due.push({
        number: row.number,
        spanId: row.spanId,
        project: projectOf(row.body),
        sentAtMs: row.sentAtMs,
        checks: row.checks,
      });
      if (due.length >= count) break;
    }
    return due;
  }

  checkLater(numbers: readonly number[], dueAtMs: number): void {
    for (const row of this.#find(numbers)) {
      row.dueAtMs = dueAtMs;
      row.checks++;
    }
  }

  sendAgain(numbers: readonly number[], nowMs: number): void {
    for (const row of this.#find(numbers)) {
      row.state = "pending";
      row.dueAtMs = nowMs;
    }
  }

  remove(numbers: readonly number[]): void {
    for (const row of this.#find(numbers)) this.#delete(row);
  }

  release(numbers: readonly number[], dueAtMs: number): void {
    for (const row of this.#find(numbers)) row.dueAtMs = dueAtMs;
  }

  park(numbers: readonly number[]): void {
    for (const row of this.#find(numbers)) row.state = "parked";
  }

  unpark(nowMs: number): number {
    const parked = [...this.#rows.values()].filter((row) => row.state === "parked");
    this.sendAgain(
      parked.map((row) => row.number),
      nowMs,
    );
    return parked.length;
  }

  counts(): OutboxCounts {
    const counts = { pending: 0, sent: 0, parked: 0 };
    for (const row of this.#rows.values()) counts[row.state]++;
    return counts;
  }

  confirmed(): number {
    return this.#confirmed;
  }

  note(news: TargetNews): void {
    this.#confirmed += news.confirmed ?? 0;
  }

  nextDueMs(): number | undefined {
    let next: number | undefined;
    for (const row of this.#rows.values()) {
      if (row.state !== "parked" && (next === undefined || row.dueAtMs < next)) next = row.dueAtMs;
    }
    return next;
  }

  close(): void {
    this.#rows.clear();
  }

  #find(numbers: readonly number[]): readonly Row[] {
    return numbers.flatMap((number) => this.#rows.get(number) ?? []);
  }

  #delete(row: Row): void {
    if (this.#rows.delete(row.number)) this.#bytes -= row.body.length;
  }
}

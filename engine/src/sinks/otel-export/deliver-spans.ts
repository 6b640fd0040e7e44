// Sends a given lot of spans and sees them through: until the back end has them, refuses them, or cannot be reached.

import { setTimeout as pause } from "node:timers/promises";

import { ExportLoop, type ExportState } from "./export-loop.ts";
import { EXPORT_TIMINGS, type ExportTimings } from "./export-timings.ts";
import { MemoryOutbox } from "./memory-outbox.ts";
import type { OutboxSpan } from "./outbox.ts";
import { createSpanSender, type ExportTarget } from "./otlp-sender.ts";

/** What is to be delivered, and how patiently. */
export interface SpanDelivery {
  readonly target: ExportTarget;
  /** Lots of spans; the next is asked for when there is room. */
  readonly lots: AsyncIterable<readonly OutboxSpan[]> | Iterable<readonly OutboxSpan[]>;
  readonly onProgress?: (progress: DeliveryProgress) => void;
  readonly signal?: AbortSignal;
  readonly timings?: ExportTimings;
  /** Without an answer from the back end for so long, it is given up. @default 5000 */
  readonly firstAnswerMs?: number;
  /** Without any span more delivered for so long, it is given up. @default 90000 */
  readonly stallMs?: number;
}

/** How far it is. */
export interface DeliveryProgress {
  /** Handed over so far. */
  readonly spans: number;
  /** Of these, at the back end: seen there where that can be asked. */
  readonly delivered: number;
  /** Refused for good. */
  readonly refused: number;
}

/** How it ended. */
export interface DeliveryResult extends DeliveryProgress {
  /** Whether the back end was asked for each span, and had it. */
  readonly isConfirmed: boolean;
  readonly lastError?: string;
}

/** Most spans that wait in memory. */
const MAX_WAITING = 4_096;
const LOOK_EVERY_MS = 50;

/** The outbox has a reader that waits: it can look more often, and send again sooner. */
const PATIENT_TIMINGS: ExportTimings = {
  ...EXPORT_TIMINGS,
  checkDelaysMs: [250, 500, 1_000, 2_000, 4_000],
  resendAfterMs: 20_000,
  pollMs: 100,
};

/** Delivers them. */
export async function deliverSpans(delivery: SpanDelivery): Promise<DeliveryResult> {
  const { target, lots, signal, timings = PATIENT_TIMINGS } = delivery;
  const outbox = new MemoryOutbox({ maxBytes: Infinity });
  const sender = createSpanSender(target);
  const loop = new ExportLoop({ outbox, sender, timings });
  const watch = new Watch(delivery, loop);
  loop.start();
  try {
    for await (const lot of lots) {
      outbox.add(lot, Date.now());
      watch.add(lot.length);
      loop.nudge();
      while (watch.isGoing && watch.waiting > MAX_WAITING && signal?.aborted !== true) await watch.look();
      if (!watch.isGoing || signal?.aborted === true) break;
    }
    while (watch.isGoing && watch.waiting > 0 && signal?.aborted !== true) await watch.look();
    return watch.result();
  } finally {
    sender.close();
    await loop.stop();
  }
}

/** Keeps an eye on the loop, and decides when waiting is of no use. */
class Watch {
  readonly #delivery: SpanDelivery;
  readonly #loop: ExportLoop;
  readonly #startedAtMs = Date.now();
  #changedAtMs = Date.now();
  #spans = 0;
  #state: ExportState;

  constructor(delivery: SpanDelivery, loop: ExportLoop) {
    this.#delivery = delivery;
    this.#loop = loop;
    this.#state = loop.state();
  }

  get waiting(): number {
    return this.#state.pending + this.#state.sent;
  }

  get isGoing(): boolean {
    const { firstAnswerMs = 5_000, stallMs = 90_000 } = this.#delivery;
    const nowMs = Date.now();
    const isAnswered = this.#state.lastSentMs !== undefined || this.#state.parked > 0;
    if (!isAnswered && this.#state.lastError !== undefined && nowMs - this.#startedAtMs > firstAnswerMs) return false;
    return nowMs - this.#changedAtMs < stallMs;
  }

  add(spans: number): void {
    this.#spans += spans;
    this.#state = this.#loop.state();
  }

  async look(): Promise<void> {
    await pause(LOOK_EVERY_MS);
    const before = this.#state;
    this.#state = this.#loop.state();
    const { confirmed, parked, sent } = this.#state;
    if (confirmed !== before.confirmed || parked !== before.parked || sent > before.sent)
      this.#changedAtMs = Date.now();
    this.#delivery.onProgress?.(this.#progress());
  }

  result(): DeliveryResult {
    const { lastError, isPhoenix } = this.#state;
    return {
      ...this.#progress(),
      isConfirmed: isPhoenix === true,
      ...(lastError === undefined ? {} : { lastError }),
    };
  }

  #progress(): DeliveryProgress {
    return { spans: this.#spans, delivered: this.#state.confirmed, refused: this.#state.parked };
  }
}

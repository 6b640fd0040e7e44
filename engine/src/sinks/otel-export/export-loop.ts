// Moves spans from the outbox to the back end: sends, confirms, backs off, sends again. Nothing leaves the outbox unseen.

import { Backoff } from "./backoff.ts";
import type { Outbox, PendingSpan, SentSpan } from "./outbox.ts";
import type { SendAnswer, SpanSender } from "./otlp-sender.ts";
import type { ExportTimings } from "./export-timings.ts";

/** Parts of an {@link ExportLoop}. */
export interface ExportLoopParts {
  readonly outbox: Outbox;
  readonly sender: SpanSender;
  readonly timings: ExportTimings;
  /** Hears of the first failure to send. */
  readonly onTrouble?: (message: string) => void;
}

/** How the export stands. */
export interface ExportState {
  readonly pending: number;
  readonly sent: number;
  readonly confirmed: number;
  readonly parked: number;
  readonly isPhoenix: boolean | undefined;
  readonly lastError?: string;
  readonly lastErrorMs?: number;
  readonly lastSentMs?: number;
}

/** How long a busy store is left alone. */
const BUSY_MS = 200;
/** Most ids in one read-back: the address gets long. */
const CHECK_SPANS = 512;

/** The exporter's loop. It runs until it is stopped. */
export class ExportLoop {
  readonly #outbox: Outbox;
  readonly #sender: SpanSender;
  readonly #timings: ExportTimings;
  #onTrouble: ((message: string) => void) | undefined;
  readonly #backoff: Backoff;
  readonly #serverErrors = new Map<number, number>();
  #isPhoenix: boolean | undefined;
  #batchSpans: number;
  #unconfirmed: number | undefined;
  /** Spans sent before this moment may have died with the back end's memory. */
  #lostBeforeMs: number;
  #overloadedBeforeMs = 0;
  #flushUntilMs = 0;
  #lastCheckMs = 0;
  #lastError: { readonly message: string; readonly atMs: number } | undefined;
  #lastSentMs: number | undefined;
  #isStopped = false;
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;

  constructor({ outbox, sender, timings, onTrouble }: ExportLoopParts) {
    this.#onTrouble = onTrouble;
    this.#outbox = outbox;
    this.#sender = sender;
    this.#timings = timings;
    this.#backoff = new Backoff(timings.backoffMs);
    this.#batchSpans = timings.batchSpans;
    // An earlier process may have sent these to a back end that has died since.
    this.#lostBeforeMs = Date.now();
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Says that spans have come. */
  nudge(): void {
    this.#wake?.();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.nudge();
    await this.#running;
  }

  /** Resolves when everything is sent and seen to be stored, when the back end fails, or at the deadline. */
  async flush(deadlineMs: number): Promise<void> {
    this.#flushUntilMs = Math.max(this.#flushUntilMs, deadlineMs);
    // The wait after a failure is cut short once: the process may not come back.
    this.#backoff.cutShort();
    const failuresBefore = this.#backoff.failures;
    while (Date.now() < deadlineMs && !this.#isStopped) {
      this.nudge();
      const { pending, sent } = this.#outbox.counts();
      if (pending + sent === 0 || this.#backoff.failures > failuresBefore) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(20, this.#timings.flushCheckMs)));
    }
  }

  state(): ExportState {
    return {
      ...this.#outbox.counts(),
      confirmed: this.#outbox.confirmed(),
      isPhoenix: this.#isPhoenix,
      ...(this.#lastError === undefined
        ? {}
        : { lastError: this.#lastError.message, lastErrorMs: this.#lastError.atMs }),
      ...(this.#lastSentMs === undefined ? {} : { lastSentMs: this.#lastSentMs }),
    };
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      let waitMs: number;
      try {
        waitMs = await this.#step();
      } catch (error) {
        // The store is busy or failing: what was not written down is done again.
        this.#lastError = { message: error instanceof Error ? error.message : String(error), atMs: Date.now() };
        waitMs = BUSY_MS;
      }
      if (waitMs > 0 && !this.#isStopped) await this.#sleep(waitMs);
    }
  }

  /** Does the next thing there is to do; gives how long there is nothing more. */
  async #step(): Promise<number> {
    const nowMs = Date.now();
    const backoffMs = this.#backoff.leftMs(nowMs);
    if (backoffMs > 0) return backoffMs;
    const isFlushing = nowMs < this.#flushUntilMs;
    const mayCheck = !isFlushing || nowMs - this.#lastCheckMs >= this.#timings.flushCheckMs;
    const checks = mayCheck
      ? this.#outbox.takeDueChecks(CHECK_SPANS, isFlushing ? Number.MAX_SAFE_INTEGER : nowMs)
      : [];
    if (checks.length > 0) {
      this.#lastCheckMs = nowMs;
      await this.#check(checks);
      return isFlushing ? 1 : 0;
    }
    this.#unconfirmed ??= this.#outbox.counts().sent;
    const room = this.#timings.maxUnconfirmed - this.#unconfirmed;
    if (room > 0) {
      const { batchBytes, leaseMs } = this.#timings;
      const limits = {
        count: Math.min(this.#batchSpans, room),
        bytes: batchBytes,
        leaseMs: this.#isPhoenix === true ? undefined : leaseMs,
      };
      const pending = this.#outbox.takePending(limits, nowMs);
      if (pending.length > 0) {
        await this.#send(pending);
        return 0;
      }
    }
    if (isFlushing) return Math.min(this.#timings.flushCheckMs, this.#timings.pollMs);
    const nextMs = this.#outbox.nextDueMs();
    return Math.max(1, Math.min(this.#timings.pollMs, (nextMs ?? Number.MAX_SAFE_INTEGER) - nowMs));
  }

  async #send(spans: readonly PendingSpan[]): Promise<void> {
    const answer = await this.#sender.send(spans.map((span) => span.body));
    switch (answer.kind) {
      case "taken":
        return this.#taken(spans, answer);
      case "unreachable":
        this.#lostBeforeMs = Date.now();
        this.#outbox.release(numbersOf(spans), 0);
        return this.#fail(answer.message);
      case "refused":
        return this.#refused(spans, answer);
    }
  }

  #taken(spans: readonly PendingSpan[], answer: Extract<SendAnswer, { readonly kind: "taken" }>): void {
    const nowMs = Date.now();
    this.#isPhoenix = answer.isPhoenix;
    this.#backoff.succeed();
    this.#lastSentMs = nowMs;
    this.#batchSpans = Math.min(this.#timings.batchSpans, this.#batchSpans * 2);
    for (const span of spans) this.#serverErrors.delete(span.number);
    if (answer.rejected > 0) {
      // Which ones were rejected is not said, and the protocol forbids sending them again.
      return this.#park(spans, `the back end rejected ${answer.rejected} of ${spans.length} spans: ${answer.message}`);
    }
    if (answer.isPhoenix) {
      this.#outbox.markSent(spans, nowMs, nowMs + this.#checkDelayMs(0));
      this.#changeUnconfirmed(spans.length);
      this.#outbox.note({ sentAtMs: nowMs });
      return;
    }
    this.#outbox.remove(numbersOf(spans));
    this.#outbox.note({ sentAtMs: nowMs, confirmed: spans.length });
  }

  #refused(spans: readonly PendingSpan[], answer: Extract<SendAnswer, { readonly kind: "refused" }>): void {
    const { status, message, retryAfterMs } = answer;
    if (status === 413 && spans.length > 1) {
      this.#batchSpans = Math.max(1, Math.floor(spans.length / 2));
      return this.#outbox.release(numbersOf(spans), 0);
    }
    if (status < 500 && status !== 429 && status !== 408) return this.#park(spans, message);
    if (status === 503) this.#overloadedBeforeMs = Date.now();
    const exhausted = status === 500 ? this.#countServerErrors(spans) : [];
    const rest = spans.filter((span) => !exhausted.includes(span));
    if (exhausted.length > 0) this.#park(exhausted, message);
    this.#outbox.release(numbersOf(rest), 0);
    this.#fail(message, retryAfterMs);
  }

  #countServerErrors(spans: readonly PendingSpan[]): readonly PendingSpan[] {
    return spans.filter(({ number }) => {
      const errors = (this.#serverErrors.get(number) ?? 0) + 1;
      this.#serverErrors.set(number, errors);
      return errors >= this.#timings.parkAfterErrors;
    });
  }

  #park(spans: readonly PendingSpan[], reason: string): void {
    for (const span of spans) this.#serverErrors.delete(span.number);
    this.#outbox.park(numbersOf(spans), reason);
    this.#noteError(`${spans.length} spans parked: ${reason}`);
  }

  async #check(spans: readonly SentSpan[]): Promise<void> {
    for (const [project, asked] of Map.groupBy(spans, (span) => span.project)) {
      // Phoenix cannot be asked for a project with such a name.
      const isAskable = !/[/?#]/.test(project);
      const answer = isAskable
        ? await this.#sender.readBack(
            project,
            asked.map((span) => span.spanId),
          )
        : ({ kind: "found", spanIds: new Set(asked.map((span) => span.spanId)) } as const);
      if (answer.kind === "failed") {
        if (answer.isConnectionLost) this.#lostBeforeMs = Date.now();
        this.#fail(answer.message);
        return;
      }
      this.#backoff.succeed();
      this.#settle(asked, answer.spanIds);
    }
  }

  #settle(asked: readonly SentSpan[], stored: ReadonlySet<string>): void {
    const nowMs = Date.now();
    const [there, missing] = [
      asked.filter((span) => stored.has(span.spanId)),
      asked.filter((span) => !stored.has(span.spanId)),
    ];
    if (there.length > 0) {
      this.#outbox.remove(numbersOf(there));
      this.#outbox.note({ confirmed: there.length });
      this.#changeUnconfirmed(-there.length);
    }
    const lost = missing.filter((span) => this.#isLost(span, nowMs));
    if (lost.length > 0) {
      this.#outbox.sendAgain(numbersOf(lost), nowMs);
      this.#changeUnconfirmed(-lost.length);
    }
    const later = missing.filter((span) => !this.#isLost(span, nowMs));
    for (const [checks, group] of Map.groupBy(later, (span) => span.checks)) {
      this.#outbox.checkLater(numbersOf(group), nowMs + this.#checkDelayMs(checks + 1));
    }
  }

  #changeUnconfirmed(by: number): void {
    if (this.#unconfirmed !== undefined) this.#unconfirmed = Math.max(0, this.#unconfirmed + by);
  }

  #isLost(span: SentSpan, nowMs: number): boolean {
    const ageMs = nowMs - span.sentAtMs;
    if (span.sentAtMs <= this.#lostBeforeMs || ageMs >= this.#timings.resendAfterMs) return true;
    return span.sentAtMs <= this.#overloadedBeforeMs && ageMs >= this.#timings.resendAfterOverloadMs;
  }

  #checkDelayMs(checks: number): number {
    const delays = this.#timings.checkDelaysMs;
    return delays[Math.min(checks, delays.length - 1)] ?? 1_000;
  }

  #fail(message: string, retryAfterMs?: number): void {
    this.#backoff.fail(Date.now(), retryAfterMs);
    this.#noteError(message);
  }

  #noteError(message: string): void {
    this.#lastError = { message, atMs: Date.now() };
    this.#onTrouble?.(message);
    this.#onTrouble = undefined;
    this.#outbox.note({ error: this.#lastError });
  }

  #sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#wake = resolve;
    return promise.finally(() => clearTimeout(timer));
  }
}

function numbersOf(spans: readonly { readonly number: number }[]): readonly number[] {
  return spans.map((span) => span.number);
}

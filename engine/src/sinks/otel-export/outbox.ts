// The outbox contract: spans that wait to be sent, or were sent and are not yet seen to be stored.

/** A span that ended. */
export interface OutboxSpan {
  readonly runId?: string | undefined;
  readonly traceId: string;
  readonly spanId: string;
  /** An OTLP request with this one span. */
  readonly body: Uint8Array;
}

/** A span to send. */
export interface PendingSpan extends OutboxSpan {
  readonly number: number;
}

/** A span that a back end has taken, and that has to be looked for there. */
export interface SentSpan {
  readonly number: number;
  readonly spanId: string;
  readonly project: string;
  readonly sentAtMs: number;
  /** How often it was looked for in vain since it was sent. */
  readonly checks: number;
}

/** Spans by state. */
export interface OutboxCounts {
  readonly pending: number;
  readonly sent: number;
  readonly parked: number;
}

/** What happened at the back end, kept beside the spans. */
export interface TargetNews {
  readonly confirmed?: number;
  readonly sentAtMs?: number;
  readonly error?: { readonly message: string; readonly atMs: number };
}

/**
 * Where spans wait. `pending → sent → gone`, or `parked` when the back end refuses them for good. Every change is one
 * transaction; a method may throw when the store is busy, and is then called again later.
 */
export interface Outbox {
  /**
   * Takes the oldest pending spans that are due. With `leaseMs` nobody else gets them for so long; without, two
   * processes may send the same span, which Phoenix does not mind.
   */
  takePending(
    limits: { readonly count: number; readonly bytes: number; readonly leaseMs: number | undefined },
    nowMs: number,
  ): readonly PendingSpan[];
  /** They were taken by the back end and will be looked for at `checkAtMs`. */
  markSent(spans: readonly PendingSpan[], nowMs: number, checkAtMs: number): void;
  /** The spans to look for now. */
  takeDueChecks(count: number, nowMs: number): readonly SentSpan[];
  /** Looked for and not there: look again later. */
  checkLater(numbers: readonly number[], dueAtMs: number): void;
  /** Looked for and not there: send again. */
  sendAgain(numbers: readonly number[], nowMs: number): void;
  /** Done: they are stored at the back end. */
  remove(numbers: readonly number[]): void;
  /** Not now: they may be sent from `dueAtMs` on. */
  release(numbers: readonly number[], dueAtMs: number): void;
  park(numbers: readonly number[], reason: string): void;
  /** All parked spans are to be sent again. Gives their number. */
  unpark(nowMs: number): number;
  counts(): OutboxCounts;
  /** Spans confirmed over the life of the store. */
  confirmed(): number;
  /** Writes down what happened; the latest of each kind is kept. */
  note(news: TargetNews): void;
  /** When something will be due next; undefined when nothing waits. */
  nextDueMs(): number | undefined;
  close(): void;
}

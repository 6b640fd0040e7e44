// Cuts an execution, span or child run into the stretches that a timeline draws.

import type { AttemptView, ExecutionView, WaitView } from "./execution-view.ts";
import type { ChildRunView, SpanView } from "./run-view.ts";

/** What a stretch of a timeline row stands for, as it is stored in a {@link TimelineIndex} column. */
export const SEGMENT_KIND = {
  queued: 0,
  running: 1,
  /** Running still, at the end of what is known. */
  live: 2,
  waiting: 3,
  /** The last stretch of an attempt that failed. */
  failed: 4,
  backOff: 5,
  /** Cut short: cancelled, or its process stopped. */
  cut: 6,
  llm: 7,
  /** An LLM call before its first token. */
  llmPending: 8,
  tool: 9,
  retriever: 10,
  /** Any other span. */
  span: 11,
  failedSpan: 12,
  childRun: 13,
} as const;

/** A value of {@link SEGMENT_KIND}. */
export type SegmentKind = (typeof SEGMENT_KIND)[keyof typeof SEGMENT_KIND];

/** Every {@link SegmentKind}, by its own number. */
export const SEGMENT_KINDS: readonly SegmentKind[] = Object.values(SEGMENT_KIND);

/** One stretch of a timeline row. Ms since the run's start. */
export interface TimelineSegment {
  readonly kind: SegmentKind;
  readonly startMs: number;
  readonly endMs: number;
  /** From 0; -1: belongs to none. */
  readonly attempt: number;
}

/** Takes one segment. Segments of a row come in order and never overlap. */
export type SegmentVisitor = (segment: TimelineSegment) => void;

function finalKind(attempt: AttemptView): SegmentKind {
  switch (attempt.outcome) {
    case "completed":
      return SEGMENT_KIND.running;
    case "running":
    case "waiting":
      return SEGMENT_KIND.live;
    case "failed":
    case "retried":
      return SEGMENT_KIND.failed;
    case "cancelled":
    case "interrupted":
    case "unfinished":
      return SEGMENT_KIND.cut;
  }
}

/** Hands out segments that begin where the one before ended, whatever the clocks said. */
class SegmentCursor {
  attempt = -1;
  #atMs: number;
  readonly #visit: SegmentVisitor;

  constructor(fromMs: number, visit: SegmentVisitor) {
    this.#atMs = fromMs;
    this.#visit = visit;
  }

  /** Visits what lies between the last segment's end and `untilMs`; nothing when that is empty, unless `always`. */
  to(untilMs: number, kind: SegmentKind, always = false): void {
    const startMs = this.#atMs;
    this.#atMs = Math.max(startMs, untilMs);
    if (this.#atMs > startMs || always) this.#visit({ kind, startMs, endMs: this.#atMs, attempt: this.attempt });
  }

  skipTo(ms: number): void {
    this.#atMs = Math.max(this.#atMs, ms);
  }
}

function visitAttempt(
  cursor: SegmentCursor,
  attempt: AttemptView,
  context: { readonly waits: readonly WaitView[]; readonly nowMs: number },
): void {
  const { waits, nowMs } = context;
  cursor.attempt = attempt.number;
  cursor.skipTo(attempt.queuedMs);
  cursor.to(attempt.startedMs, SEGMENT_KIND.queued);
  let hasWaited = false;
  for (const wait of waits) {
    if (wait.fromMs < attempt.startedMs || wait.fromMs > (attempt.endedMs ?? nowMs)) continue;
    hasWaited = true;
    cursor.to(wait.fromMs, SEGMENT_KIND.running);
    cursor.to(wait.matchedMs ?? wait.resumedMs ?? nowMs, SEGMENT_KIND.waiting, true);
    if (wait.matchedMs !== undefined) cursor.to(wait.resumedMs ?? nowMs, SEGMENT_KIND.queued);
  }
  const isParked = attempt.outcome === "waiting";
  if (isParked) return;
  const kind = finalKind(attempt);
  // A cut of no length behind a wait is where the process stopped: nothing ran there.
  cursor.to(attempt.endedMs ?? nowMs, kind, kind !== SEGMENT_KIND.cut || !hasWaited);
}

/**
 * Visits the segments of an execution, from queued to its end.
 *
 * @param nowMs - where the axis of a run that goes on ends, in ms since the run's start
 */
export function visitExecutionSegments(execution: ExecutionView, nowMs: number, visit: SegmentVisitor): void {
  const cursor = new SegmentCursor(execution.queuedMs, visit);
  const endMs = execution.endedMs ?? nowMs;
  for (const [at, attempt] of execution.attempts.entries()) {
    const waits =
      execution.attempts.length === 1
        ? execution.waits
        : execution.waits.filter((wait) => wait.attempt === attempt.number);
    visitAttempt(cursor, attempt, { waits, nowMs: endMs });
    if (attempt.backOffUntilMs === undefined) continue;
    const next = execution.attempts[at + 1];
    const untilMs = Math.min(attempt.backOffUntilMs, next?.queuedMs ?? endMs);
    cursor.to(untilMs, SEGMENT_KIND.backOff);
  }
  if (execution.outcome === "queued" || execution.attempts.length === 0) {
    cursor.attempt = execution.attempts.length;
    cursor.to(endMs, SEGMENT_KIND.queued, execution.attempts.length === 0);
  }
}

function spanKind(span: SpanView): SegmentKind {
  if (span.status === "error") return SEGMENT_KIND.failedSpan;
  switch (span.kind) {
    case "LLM":
      return SEGMENT_KIND.llm;
    case "TOOL":
      return SEGMENT_KIND.tool;
    case "RETRIEVER":
    case "EMBEDDING":
    case "RERANKER":
      return SEGMENT_KIND.retriever;
    case "AGENT":
    case "CHAIN":
    case "OTHER":
      return SEGMENT_KIND.span;
  }
}

/** Visits the one or two segments of a span: before and after its first token. */
export function visitSpanSegments(span: SpanView, visit: SegmentVisitor): void {
  const kind = spanKind(span);
  const { startMs, endMs, attempt } = span;
  const firstTokenMs = Math.min(span.firstTokenMs ?? span.startMs, span.endMs);
  if (kind === SEGMENT_KIND.llm && firstTokenMs > span.startMs) {
    visit({ kind: SEGMENT_KIND.llmPending, startMs, endMs: firstTokenMs, attempt });
    visit({ kind, startMs: firstTokenMs, endMs, attempt });
  } else visit({ kind, startMs, endMs, attempt });
}

/** Visits the one segment of a child run. */
export function visitChildRunSegment(child: ChildRunView, nowMs: number, visit: SegmentVisitor): void {
  const kind = child.endMs === undefined ? SEGMENT_KIND.live : SEGMENT_KIND.childRun;
  visit({ kind, startMs: child.startMs, endMs: Math.max(child.startMs, child.endMs ?? nowMs), attempt: -1 });
}

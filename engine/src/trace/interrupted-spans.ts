// Which spans of a run were open when its process died: told from what was known of it, and what its journal says since.

import type { RecordData, RunRecord } from "./record.ts";

/** An attempt whose span is open. */
export interface OpenAttempt {
  readonly executionId: string;
  readonly step: string;
  /** Counted from 0. */
  readonly attempt: number;
  readonly spanId: string;
  /** Epoch ms. */
  readonly startedAtMs: number;
}

/** A run segment whose root span is open. */
export interface OpenRoot {
  readonly workflow: string;
  readonly segment: number;
  readonly traceId: string;
  readonly spanId: string;
  /** The attempt that awaits it, where it is a child run. */
  readonly parentSpanId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly userId?: string | undefined;
  /** Epoch ms. */
  readonly startedAtMs: number;
}

/** A span that nobody has ended: of a run segment, or of one attempt in it. */
export interface InterruptedSpan {
  readonly runId: string;
  readonly root: OpenRoot;
  /** The attempt; absent for the segment's root. */
  readonly attempt?: OpenAttempt;
  /** Epoch ms of the last that is known of the segment. */
  readonly endedAtMs: number;
}

/** Keeps the open spans of one run, record by record. */
export class OpenSpans {
  readonly runId: string;
  #root: OpenRoot | undefined;
  #lastMs: number;
  readonly #attempts: Map<string, OpenAttempt>;
  /** Child runs under way, and the attempt that awaits each. */
  readonly children = new Map<string, string | undefined>();

  constructor(
    runId: string,
    known?: { readonly root?: OpenRoot | undefined; readonly attempts: readonly OpenAttempt[]; readonly atMs: number },
  ) {
    this.runId = runId;
    this.#root = known?.root;
    this.#lastMs = known?.atMs ?? 0;
    this.#attempts = new Map(known?.attempts.map((attempt) => [attempt.executionId, attempt]));
  }

  /** Takes in the next record of the journal. */
  observe(record: RunRecord, parentSpanId?: string): void {
    this.#lastMs = Math.max(this.#lastMs, record.timeMs);
    switch (record.kind) {
      case "run.started":
        return this.#begin(record, { ...record.data, parentSpanId });
      case "run.resumed":
        // Whoever resumed it has ended what was open before.
        return this.#begin(record, { ...this.#root, workflow: this.#root?.workflow ?? "", parentSpanId: undefined });
      case "run.completed":
      case "run.failed":
      case "run.timedOut":
      case "run.cancelled":
      case "run.stalled":
        this.#root = undefined;
        return this.#clear();
      case "step.started":
        return this.#start(record.data, record);
      case "step.completed":
      case "step.failed":
      case "step.cancelled":
      case "step.retryScheduled":
        this.#attempts.delete(record.data.executionId);
        return;
      case "child.started":
        this.children.set(record.data.childRunId, record.spanId);
        return;
      case "child.completed":
        this.children.delete(record.data.childRunId);
        return;
      default:
    }
  }

  /** What is open still, parents before their children. */
  list(): readonly InterruptedSpan[] {
    const root = this.#root;
    if (root === undefined) return [];
    const common = { runId: this.runId, root, endedAtMs: this.#lastMs };
    return [common, ...Array.from(this.#attempts.values(), (attempt) => ({ ...common, attempt }))];
  }

  #begin(
    { traceId, spanId, segment, timeMs }: RunRecord,
    of: Pick<OpenRoot, "workflow" | "parentSpanId" | "sessionId" | "userId">,
  ): void {
    this.#clear();
    const { workflow, parentSpanId, sessionId, userId } = of;
    this.#root =
      traceId === undefined || spanId === undefined
        ? undefined
        : { workflow, segment, traceId, spanId, parentSpanId, sessionId, userId, startedAtMs: timeMs };
  }

  #start({ executionId, step, attempt }: RecordData["step.started"], { spanId, timeMs }: RunRecord): void {
    if (spanId !== undefined)
      this.#attempts.set(executionId, { executionId, step, attempt, spanId, startedAtMs: timeMs });
  }

  #clear(): void {
    this.#attempts.clear();
    this.children.clear();
  }
}

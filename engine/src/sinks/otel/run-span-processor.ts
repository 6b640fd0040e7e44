// Takes every finished span of the process: to the outbox, and to the run it happened in where other code made it.

import type { Context, Span } from "@opentelemetry/api";

import type { Redactor } from "../../codec/redactor.ts";
import { currentExecution, type ExecutionScope } from "../../trace/execution-scope.ts";
import { SCOPE_NAME } from "../../trace/span-scope.ts";
import { encodeSpan, type FinishedSpan } from "../otel-export/otlp-span.ts";
import type { OutboxSpan } from "../otel-export/outbox.ts";
import { cleanSpan } from "./clean-span.ts";
import { callRecordOf, spanDataOf, type CostOf } from "./foreign-span.ts";

/** What a span processor of an SDK of any version must have. */
export interface StepscopeSpanProcessor {
  onStart(span: Span, parentContext: Context): void;
  onEnd(span: FinishedSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Where finished spans go. */
export interface SpanTarget {
  readonly redactor: Redactor;
  /** What a model call costs, where that is known. */
  readonly costOf: CostOf;
  /** Takes a span to be exported; absent where nothing is exported. */
  readonly append?: ((span: OutboxSpan) => void) | undefined;
  /** The project of spans whose resource names none. */
  readonly project?: string | undefined;
  flush(): Promise<void>;
}

/** Makes the processor; the target may come later, or change. */
export function createRunSpanProcessor(target: () => SpanTarget | undefined): StepscopeSpanProcessor {
  return new RunSpanProcessor(target);
}

class RunSpanProcessor implements StepscopeSpanProcessor {
  readonly #target: () => SpanTarget | undefined;
  /** The execution in which each open span was started. */
  readonly #scopes = new WeakMap<object, ExecutionScope>();

  constructor(target: () => SpanTarget | undefined) {
    this.#target = target;
  }

  onStart(span: Span): void {
    const scope = currentExecution();
    if (scope !== undefined) this.#scopes.set(span, scope);
  }

  onEnd(span: FinishedSpan): void {
    try {
      this.#take(span);
    } catch {
      // Whoever watches never disturbs: a span that cannot be written down is not worth the application.
    }
  }

  async forceFlush(): Promise<void> {
    await this.#target()?.flush();
  }

  async shutdown(): Promise<void> {
    await this.#target()?.flush();
  }

  #take(span: FinishedSpan): void {
    const target = this.#target();
    if (target === undefined) return;
    const isOwn = span.instrumentationScope?.name === SCOPE_NAME;
    const scope = isOwn ? undefined : this.#scopes.get(span);
    const isSampled = (span.spanContext().traceFlags & 1) === 1;
    if (scope === undefined && (target.append === undefined || !isSampled)) return;
    // Spans of this package were made from redacted records.
    const clean = isOwn ? span : cleanSpan(span, target.redactor);
    if (scope !== undefined) this.#store(clean, scope, target);
    if (isSampled) this.#export(clean, scope, target);
  }

  #store(span: FinishedSpan, scope: ExecutionScope, target: SpanTarget): void {
    const data = spanDataOf(span, scope, target.costOf);
    scope.recordSpan(data);
    const called = callRecordOf(data);
    if (called !== undefined) scope.record(called);
  }

  #export(span: FinishedSpan, scope: ExecutionScope | undefined, target: SpanTarget): void {
    const { traceId, spanId } = span.spanContext();
    // A back end answers 200 to such a span and drops it.
    if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return;
    const runId = scope?.runId ?? span.attributes["workflow.run.id"];
    const body = encodeSpan(span, target.project);
    target.append?.({ ...(typeof runId === "string" ? { runId } : {}), traceId, spanId, body });
  }
}

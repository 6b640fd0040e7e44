// A stage for tests of LLM calls: an SDK that keeps its spans, and a step's scope that keeps what is written to its run.

import { AsyncLocalStorage } from "node:async_hooks";

import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace";

import { setExecutionScopeSource, type ExecutionScope } from "../../src/trace/execution-scope.ts";
import type { RecordData } from "../../src/trace/record.ts";
import type { SpanData } from "../../src/trace/span-data.ts";

const scopes = new AsyncLocalStorage<ExecutionScope>();

/** What a traced call left behind. */
export class LlmStage {
  readonly exporter = new InMemorySpanExporter();
  readonly rows: SpanData[] = [];
  readonly records: RecordData["llm.called"][] = [];

  /** Registers an SDK; without it the API is a no-op. */
  listen(): this {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: this.exporter })] }),
    );
    return this;
  }

  close(): void {
    trace.disable();
    context.disable();
    setExecutionScopeSource({ currentScope: () => undefined });
  }

  reset(): void {
    this.exporter.reset();
    this.rows.length = 0;
    this.records.length = 0;
  }

  /** Runs code as a step would. */
  async step<T>(code: () => Promise<T>): Promise<T> {
    setExecutionScopeSource({ currentScope: () => scopes.getStore() });
    const scope: ExecutionScope = {
      runId: "018f0000-0000-7000-8000-000000000001",
      workflow: "flow",
      executionId: "x1",
      step: "ask",
      attempt: 0,
      record: (body) => {
        if (body.kind === "llm.called") this.records.push(body.data);
      },
      recordSpan: (span) => {
        this.rows.push(span);
      },
    };
    return scopes.run(scope, code);
  }

  spans(): readonly ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  /** The one span, row and record of the one call. */
  only(): { readonly span: ReadableSpan; readonly row: SpanData; readonly record: RecordData["llm.called"] } {
    const [span, secondSpan] = this.spans();
    const [row, secondRow] = this.rows;
    const [record, secondRecord] = this.records;
    if (span === undefined || row === undefined || record === undefined)
      throw new Error(`${this.spans().length} spans, ${this.rows.length} rows`);
    if (secondSpan !== undefined || secondRow !== undefined || secondRecord !== undefined)
      throw new Error("the call was traced twice");
    return { span, row, record };
  }
}

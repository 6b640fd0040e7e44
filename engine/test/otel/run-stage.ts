// A stage for span tests: a provider that keeps its spans, and runs played into the tracer record by record.

import type { TracerProvider as Provider } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace";

import type { WorkflowGraph } from "../../src/graph/workflow-graph.ts";
import { createOtelTracer, type OtelTracerOptions } from "../../src/sinks/otel/otel-tracer.ts";
import type { RecordBody } from "../../src/trace/record.ts";
import type { RunTracer, SpanIds } from "../../src/trace/run-tracer.ts";
import type { RunOpening } from "../../src/trace/sink.ts";

export const T0 = 1_700_000_000_000;

export const graph: WorkflowGraph = {
  formatVersion: 1,
  name: "research",
  version: "2",
  startEvent: "StartEvent",
  stopEvent: "StopEvent",
  steps: [
    {
      name: "plan",
      input: { kind: "event" },
      accepts: ["StartEvent"],
      acceptSubclasses: false,
      emits: ["Query"],
      workers: 4,
      maxAttempts: 3,
    },
    {
      name: "search",
      input: { kind: "event" },
      accepts: ["Query"],
      acceptSubclasses: false,
      emits: ["StopEvent"],
      workers: 4,
    },
  ],
  events: [],
};

/** A provider that keeps its spans, and a run whose records are played into its tracer. */
export class Stage {
  readonly exporter = new InMemorySpanExporter();
  readonly provider: Provider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: this.exporter })],
  });

  open(options: OtelTracerOptions = {}, opening: Partial<RunOpening> = {}): Script {
    const full: RunOpening = { runId: "r1", segment: 0, graph, definitionHash: "h", ...opening };
    return new Script(createOtelTracer({ tracerProvider: this.provider, ...options }).openRun(full), full);
  }

  spans(): readonly ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  span(name: string): ReadableSpan {
    const found = this.spans().find((span) => span.name === name);
    if (found === undefined)
      throw new Error(
        `no span ${name} among ${this.spans()
          .map((span) => span.name)
          .join(", ")}`,
      );
    return found;
  }

  /** Name and parent's name of each span, in the order in which they ended. */
  tree(): readonly string[] {
    return this.spans().map((span) => {
      const parent = this.spans().find((other) => other.spanContext().spanId === span.parentSpanContext?.spanId);
      return `${parent?.name ?? "-"} > ${span.name}`;
    });
  }
}

export class Script {
  readonly tracer: RunTracer;
  readonly opening: RunOpening;
  seq = 0;
  atMs = 0;

  constructor(tracer: RunTracer, opening: RunOpening) {
    this.tracer = tracer;
    this.opening = opening;
  }

  /** Plays records, one ms apart. */
  play(...bodies: readonly RecordBody[]): SpanIds | undefined {
    let ids: SpanIds | undefined;
    for (const body of bodies) {
      ids = this.tracer.observe({
        ...body,
        runId: this.opening.runId,
        segment: this.opening.segment,
        seq: ++this.seq,
        timeMs: T0 + this.atMs,
        monotonicNs: this.atMs * 1e6,
      });
      this.atMs++;
    }
    return ids;
  }

  start(data: Partial<Extract<RecordBody, { kind: "run.started" }>["data"]> = {}): this {
    this.play(
      {
        kind: "run.started",
        data: { workflow: "research", definitionHash: "h", reducerVersion: 1, input: { topic: "pirates" }, ...data },
      },
      sent("e1:StartEvent", { topic: "pirates" }),
      queued("x1:plan", ["e1"], "StartEvent"),
    );
    return this;
  }
}

/** A record by short names: an event is `id:type`, an execution `id:step`. */
export function sent(event: string, payload: Readonly<Record<string, string | number>>, by?: string): RecordBody {
  const [eventId = "", type = ""] = event.split(":");
  const cause = by === undefined ? { kind: "run" as const } : { kind: "execution" as const, executionId: by };
  return {
    kind: "event.sent",
    data: { eventId, type, payload, cause, origin: by === undefined ? "input" : "returned" },
  };
}
export function queued(execution: string, eventIds: readonly string[], eventType: string): RecordBody {
  return { kind: "step.queued", data: { ...named(execution), eventIds, eventType } };
}
export function started(execution: string, eventIds: readonly string[], attempt = 0): RecordBody {
  return { kind: "step.started", data: { ...named(execution), attempt, worker: 0, eventIds, queuedAtMs: T0 } };
}
export function completed(execution: string, eventIds: readonly string[], attempt = 0): RecordBody {
  return { kind: "step.completed", data: { ...named(execution), attempt, eventIds } };
}
function named(execution: string): { readonly executionId: string; readonly step: string } {
  const [executionId = "", step = ""] = execution.split(":");
  return { executionId, step };
}
export const error = {
  name: "RateLimitError",
  message: "429 slow down",
  stack: "RateLimitError: 429 slow down\n    at call",
};
export const finished: RecordBody = { kind: "run.completed", data: { eventId: "e9", result: "arr" } };

/** plan fails once, is retried, sends a query; search takes it and stops. */
export function playResearch(script: Script): void {
  script.start({ tags: ["demo"], sessionId: "s1", userId: "u1", metadata: { team: "a" } });
  script.play(
    started("x1:plan", ["e1"]),
    {
      kind: "step.retryScheduled",
      data: { executionId: "x1", step: "plan", attempt: 0, error, delayMs: 5, dueMs: T0 + 10 },
    },
    started("x1:plan", ["e1"], 1),
    sent("e2:Query", { q: "ships", n: 2 }, "x1"),
    completed("x1:plan", ["e2"], 1),
    queued("x2:search", ["e2"], "Query"),
    started("x2:search", ["e2"]),
    sent("e3:StopEvent", { result: "arr" }, "x2"),
    completed("x2:search", ["e3"]),
    { kind: "run.completed", data: { eventId: "e3", result: "arr" } },
  );
}

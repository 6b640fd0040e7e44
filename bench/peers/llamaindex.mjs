// @llamaindex/workflow-core, bare and with its OpenTelemetry middleware.
// It has no limit of workers, so its fan-out runs without one.

import { setImmediate as yieldTurn } from "node:timers/promises";
import { createWorkflow, workflowEvent } from "@llamaindex/workflow-core";

const CONCURRENT_STEPS = 10;
const keep = (handler) => handler;

function build(events, define) {
  const workflow = createWorkflow();
  define(workflow);
  return async (value) => {
    const { stream, sendEvent } = workflow.createContext();
    sendEvent(events.start.with(value));
    const last = await stream.untilEvent(events.stop);
    return last.data;
  };
}

function tinyOf(wrap) {
  const [start, a, b, stop] = [workflowEvent(), workflowEvent(), workflowEvent(), workflowEvent()];
  return build({ start, stop }, (workflow) => {
    workflow.handle(
      [start],
      wrap(async (_context, { data }) => a.with(data + 1)),
    );
    workflow.handle(
      [a],
      wrap(async (_context, { data }) => b.with(data + 1)),
    );
    workflow.handle(
      [b],
      wrap(async (_context, { data }) => stop.with(data + 1)),
    );
  });
}

function chainOf(wrap, length, pause) {
  const [start, hop, stop] = [workflowEvent(), workflowEvent(), workflowEvent()];
  return build({ start, stop }, (workflow) => {
    workflow.handle(
      [start],
      wrap(async (_context, { data }) => hop.with(data)),
    );
    workflow.handle(
      [hop],
      wrap(async (_context, { data }) => {
        if (pause !== undefined) await pause();
        return data + 1 === length ? stop.with(data + 1) : hop.with(data + 1);
      }),
    );
  });
}

function fanOutOf(wrap) {
  const [start, work, done, stop] = [workflowEvent(), workflowEvent(), workflowEvent(), workflowEvent()];
  return build({ start, stop }, (workflow) => {
    workflow.handle(
      [start],
      wrap(async ({ sendEvent, stream }, { data }) => {
        const results = stream.filter(done).take(data).toArray();
        for (let n = 0; n < data; n += 1) sendEvent(work.with(n));
        const all = await results;
        return stop.with(all.reduce((sum, event) => sum + event.data, 0));
      }),
    );
    workflow.handle(
      [work],
      wrap(async (_context, { data }) => done.with(data)),
    );
  });
}

async function wrapperFor(mode) {
  if (mode === "bare") return keep;
  const { openTelemetry } = await import("@llamaindex/workflow-otel");
  const { BasicTracerProvider, BatchSpanProcessor } = await import("@opentelemetry/sdk-trace-base");
  const { AsyncLocalStorageContextManager } = await import("@opentelemetry/context-async-hooks");
  const { context, trace } = await import("@opentelemetry/api");
  const exporter = { export: (_spans, done) => done({ code: 0 }), shutdown: async () => undefined };
  const processor = new BatchSpanProcessor(exporter, { maxQueueSize: 4_000_000 });
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [processor] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return openTelemetry;
}

export default async function open(_folder, mode) {
  const wrap = await wrapperFor(mode);
  const tiny = tinyOf(wrap);
  const fanOut = fanOutOf(wrap);
  const short = chainOf(wrap, CONCURRENT_STEPS, () => yieldTurn());
  return {
    run: {
      async tiny(size) {
        let sum = 0;
        for (let count = 0; count < size; count += 1) sum += await tiny(0);
        return sum;
      },
      chain: (size) => chainOf(wrap, size)(0),
      "fan-out": (size) => fanOut(size),
      async concurrent(size) {
        const results = await Promise.all(Array.from({ length: size }, () => short(0)));
        return results.reduce((sum, value) => sum + value, 0);
      },
    },
  };
}

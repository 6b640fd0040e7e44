import { TracerProvider, type SpanProcessor } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, expect, it } from "vitest";

import {
  defineEvent,
  HumanResponseEvent,
  StartEvent,
  StopEvent,
  type,
  Workflow,
  type RunHandler,
} from "../../src/index.ts";
import { observe, type Observation } from "../../src/otel.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}

/** Names of the spans that have started and not ended, by their ids. */
const open = new Map<string, string>();
const ended = new Map<string, number>();
const processor: SpanProcessor = {
  onStart: (span) => void open.set(span.spanContext().spanId, span.name),
  onEnd: (span) => {
    const { spanId } = span.spanContext();
    open.delete(spanId);
    ended.set(spanId, (ended.get(spanId) ?? 0) + 1);
  },
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

let scope: Observation;
beforeEach(() => {
  open.clear();
  ended.clear();
  const tracerProvider = new TracerProvider({ spanProcessors: [processor] });
  scope = observe({ database: false, phoenix: false, tracerProvider });
});
afterEach(() => scope.shutdown());

/** Six events for two workers: one awaits a child run that waits, one waits itself after a while, four are queued. */
function start(end: "fails" | "stops" | "waits", timeoutMs?: number): RunHandler<unknown, object> {
  const child = new Workflow({ name: "child" });
  child.step({ accepts: StartEvent, emits: StopEvent, name: "inner" }, async (_event, ctx) => {
    await ctx.waitForEvent(HumanResponseEvent);
    return new StopEvent();
  });
  const flow = new Workflow({ name: "balance", ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  flow.step({ accepts: StartEvent, emits: Item, name: "plan" }, () =>
    Array.from({ length: 6 }, (_, n) => new Item({ n })),
  );
  flow.step({ accepts: Item, emits: StopEvent, name: "work", workers: 2 }, async ({ n }, ctx) => {
    if (n === 0) return void (await ctx.run(child, {}));
    await expect.poll(() => [...open.values()]).toContain("wait HumanResponseEvent");
    if (end === "fails") throw new Error("as planned");
    if (end === "stops") return new StopEvent();
    await new Promise((resolve) => ctx.signal.addEventListener("abort", resolve, { once: true }));
    return undefined;
  });
  return flow.run({});
}

/** Everything is under way. */
const underWay = () =>
  expect
    .poll(() => [...open.values()].toSorted())
    .toEqual([
      "dispatch Item",
      "dispatch Item",
      "dispatch Item",
      "dispatch Item",
      "inner",
      "run balance",
      "run child",
      "wait HumanResponseEvent",
      "work",
      "work",
    ]);

it.each([
  ["is cancelled", "waits", undefined],
  ["fails", "fails", undefined],
  ["stops early", "stops", undefined],
  ["passes its deadline", "waits", 500],
] as const)("a run that %s leaves no span open, and ends none twice", async (_, end, timeoutMs) => {
  const run = start(end, timeoutMs);
  if (end === "waits" && timeoutMs === undefined) {
    await underWay();
    await run.cancel();
  }
  await run.catch(() => undefined);
  await expect.poll(() => [...open.values()]).toEqual([]);
  expect([...ended.values()].every((times) => times === 1)).toBe(true);
});

it("an observation that ends leaves no span open", async () => {
  const run = start("waits");
  await underWay();
  await scope.shutdown();
  expect([...open.values()]).toEqual([]);
  await run.cancel();
  expect([...ended.values()].every((times) => times === 1)).toBe(true);
});

import { expect, it } from "vitest";

import { makeSpans, STORES } from "../../../test/otel/outbox-stage.ts";
import { MemoryOutbox } from "./memory-outbox.ts";

it("gives the oldest spans up when memory runs out, and counts them", () => {
  const outbox = new MemoryOutbox({ maxBytes: 2_000 });
  const spans = makeSpans(10, 300);
  outbox.add(spans, 0);
  const kept = outbox.takePending({ count: 100, bytes: 1e9, leaseMs: undefined }, 1);
  expect(outbox.dropped).toBeGreaterThan(0);
  expect(kept.map((span) => span.spanId)).toEqual(spans.slice(outbox.dropped).map((span) => span.spanId));
});

it("keeps a leased span from a second process, which gets it when the first has died", () => {
  const store = STORES[1]?.open();
  if (store === undefined) throw new Error("the SQLite store expected");
  store.add(makeSpans(2));
  const limits = { count: 10, bytes: 1e9, leaseMs: 1_000 };
  const nowMs = Date.now();
  expect(store.outbox.takePending(limits, nowMs)).toHaveLength(2);
  expect(store.outbox.takePending(limits, nowMs)).toHaveLength(0);
  expect(store.outbox.takePending(limits, nowMs + 1_001)).toHaveLength(2);
  store.close();
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { makeSpans, QUICK, STORES, type Store } from "../../../test/otel/outbox-stage.ts";
import { TraceBackEnd } from "../../../test/otel/trace-back-end.ts";
import { ExportLoop } from "./export-loop.ts";
import type { ExportTimings } from "./export-timings.ts";
import { createSpanSender } from "./otlp-sender.ts";
import type { Outbox } from "./outbox.ts";

let backEnd: TraceBackEnd;
const ended: (() => Promise<unknown> | void)[] = [];

beforeEach(async () => {
  backEnd = await TraceBackEnd.start();
  ended.push(() => backEnd.close().catch(() => undefined));
});
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

function openStore(open: () => Store): Store {
  const store = open();
  ended.push(store.close);
  return store;
}

function startLoop(outbox: Outbox, timings: Partial<ExportTimings> = {}, timeoutMs = 2_000): ExportLoop {
  const sender = createSpanSender({
    tracesUrl: `${backEnd.endpoint}/v1/traces`,
    headers: { authorization: "Bearer k" },
    timeoutMs,
  });
  const loop = new ExportLoop({ outbox, sender, timings: { ...QUICK, ...timings } });
  loop.start();
  ended.push(async () => {
    await loop.stop();
    sender.close();
  });
  return loop;
}

const isEmpty = (outbox: Outbox) =>
  expect.poll(() => outbox.counts(), { timeout: 10_000 }).toEqual({ pending: 0, sent: 0, parked: 0 });
const onceEach = () => [...backEnd.stored.values()].every((count) => count === 1);

describe.each(STORES)("$name", ({ open }) => {
  it("sends in batches, and lets go of a span only when a read-back has found it", async () => {
    const { outbox, add } = openStore(open);
    add(makeSpans(20));
    startLoop(outbox);
    await isEmpty(outbox);
    expect(backEnd.stored.size).toBe(20);
    expect(onceEach()).toBe(true);
    expect(backEnd.requests.every((request) => request.spanIds.length <= 8)).toBe(true);
    expect(backEnd.requests[0]?.headers).toMatchObject({
      "content-type": "application/x-protobuf",
      authorization: "Bearer k",
    });
    expect(backEnd.readBacks).toBeGreaterThan(0);
    expect(outbox.confirmed()).toBe(20);
  });

  it("sends again what was taken and forgotten", async () => {
    const { outbox, add } = openStore(open);
    add(makeSpans(20));
    backEnd.answer = ({ index }) => (index < 2 ? "lose" : 200);
    startLoop(outbox);
    await isEmpty(outbox);
    expect(backEnd.stored.size).toBe(20);
    expect(onceEach()).toBe(true);
  });

  it("keeps few spans unconfirmed", async () => {
    const { outbox, add } = openStore(open);
    add(makeSpans(200));
    backEnd.answer = () => "lose";
    startLoop(outbox, { resendAfterMs: 60_000 });
    await expect.poll(() => outbox.counts().sent).toBe(40);
    await expect.poll(() => backEnd.readBacks).toBeGreaterThan(3);
    expect(outbox.counts()).toEqual({ pending: 160, sent: 40, parked: 0 });
  });

  it("sends at once again when the back end was away in between", async () => {
    const { outbox, add } = openStore(open);
    add(makeSpans(8));
    backEnd.answer = () => "lose";
    const loop = startLoop(outbox, { resendAfterMs: 3_600_000 });
    await expect.poll(() => outbox.counts().sent).toBe(8);
    await backEnd.close();
    add(makeSpans(1));
    await expect.poll(() => outbox.counts().pending).toBe(1);
    backEnd.answer = () => 200;
    await expect.poll(() => loop.state().lastError).toMatch(/ECONN|socket/);
    await backEnd.listen();
    await isEmpty(outbox);
    expect(backEnd.stored.size).toBe(9);
  });

  it("does not look back where the back end is not Phoenix", async () => {
    const { outbox, add } = openStore(open);
    backEnd.isPhoenix = false;
    add(makeSpans(20));
    startLoop(outbox);
    await isEmpty(outbox);
    expect([backEnd.stored.size, onceEach(), backEnd.readBacks]).toEqual([20, true, 0]);
    expect(outbox.confirmed()).toBe(20);
  });

  it("halves a batch that is too large, and parks one span that is", async () => {
    const { outbox, add } = openStore(open);
    const small = makeSpans(15);
    const [large] = makeSpans(1, 5_000);
    if (large === undefined) throw new Error("a span expected");
    add([...small.slice(0, 7), large, ...small.slice(7)]);
    backEnd.answer = ({ spanIds }) => (spanIds.includes(large.spanId) || spanIds.length > 3 ? 413 : 200);
    startLoop(outbox);
    await expect.poll(() => outbox.counts(), { timeout: 10_000 }).toEqual({ pending: 0, sent: 0, parked: 1 });
    expect(backEnd.stored.size).toBe(15);
    expect(onceEach()).toBe(true);
  });

  it("parks what is refused for good, and sends it when asked to", async () => {
    const { outbox, add } = openStore(open);
    add(makeSpans(4));
    backEnd.answer = () => 401;
    const loop = startLoop(outbox);
    await expect.poll(() => outbox.counts().parked).toBe(4);
    expect(loop.state().lastError).toContain("401");
    backEnd.answer = () => 200;
    expect(outbox.unpark(Date.now())).toBe(4);
    await isEmpty(outbox);
  });

  it("parks at the fifth 500, and goes on with the rest", async () => {
    const { outbox, add } = openStore(open);
    const bad = makeSpans(8);
    add(bad);
    add(makeSpans(8));
    const badIds = new Set(bad.map((span) => span.spanId));
    backEnd.answer = ({ spanIds }) => (spanIds.some((spanId) => badIds.has(spanId)) ? 500 : 200);
    startLoop(outbox);
    await expect.poll(() => outbox.counts(), { timeout: 10_000 }).toEqual({ pending: 0, sent: 0, parked: 8 });
    expect(backEnd.requests.filter((request) => request.answer === 500)).toHaveLength(5);
    expect(backEnd.stored.size).toBe(8);
  });

  it.each([429, 502, 503, 504, 507] as const)("waits and tries again after %i, however often", async (status) => {
    const { outbox, add } = openStore(open);
    add(makeSpans(4));
    backEnd.answer = ({ index }) => (index < 8 ? status : 200);
    startLoop(outbox);
    await isEmpty(outbox);
    expect(backEnd.requests.length).toBeGreaterThanOrEqual(9);
    expect(backEnd.stored.size).toBe(4);
  });

  it("waits as long as the back end asks", async () => {
    const { outbox, add } = openStore(open);
    add(makeSpans(1));
    backEnd.refusalHeaders = { "retry-after": "1" };
    let refusedAtMs = 0;
    let takenAtMs = 0;
    backEnd.answer = ({ index }) => {
      if (index > 0) takenAtMs = Date.now();
      else refusedAtMs = Date.now();
      return index === 0 ? 429 : 200;
    };
    startLoop(outbox, { backoffMs: [1, 5_000] });
    await isEmpty(outbox);
    expect(takenAtMs - refusedAtMs).toBeGreaterThanOrEqual(990);
  });

  it("gives up on an answer that does not come, and tries again", async () => {
    const { outbox, add } = openStore(open);
    add(makeSpans(4));
    backEnd.answer = ({ index }) => (index === 0 ? "hang" : 200);
    const loop = startLoop(outbox, {}, 100);
    await isEmpty(outbox);
    expect(loop.state().lastError).toContain("no answer within 100 ms");
  });

  it("parks a batch of which spans were rejected: sending again is forbidden", async () => {
    const { outbox, add } = openStore(open);
    backEnd.rejects = 2;
    add(makeSpans(4));
    const loop = startLoop(outbox);
    await expect.poll(() => outbox.counts().parked).toBe(4);
    expect(loop.state().lastError).toContain("rejected 2 of 4");
    expect(loop.state().lastError).toContain("too old");
  });

  it("loses nothing and doubles nothing through a random mix of all that", async () => {
    const { outbox, add } = openStore(open);
    const answers = [200, 200, 413, 429, 503, 507, "hang", "lose"] as const;
    let seed = 7;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    backEnd.answer = ({ index }) => (index > 300 ? 200 : (answers[Math.floor(random() * answers.length)] ?? 200));
    const spans = makeSpans(300);
    startLoop(outbox, { maxUnconfirmed: 100 }, 40);
    for (let at = 0; at < spans.length; at += 30) add(spans.slice(at, at + 30));
    await expect.poll(() => outbox.counts().pending + outbox.counts().sent, { timeout: 25_000 }).toBe(0);
    const parked = outbox.counts().parked;
    outbox.unpark(Date.now());
    await isEmpty(outbox);
    // Only single spans that met a 413 alone were parked.
    expect(parked).toBeLessThan(20);
    expect([...backEnd.stored.keys()].sort()).toEqual(spans.map((span) => span.spanId).sort());
  }, 40_000);

  it("flushes: sent and seen to be stored when it resolves", async () => {
    const { outbox, add } = openStore(open);
    const loop = startLoop(outbox, { checkDelaysMs: [60_000], pollMs: 60_000 });
    add(makeSpans(30));
    await loop.flush(Date.now() + 5_000);
    expect(outbox.counts()).toEqual({ pending: 0, sent: 0, parked: 0 });
    expect(backEnd.stored.size).toBe(30);
  });

  it("gives a flush up at the first failure", async () => {
    const { outbox, add } = openStore(open);
    await backEnd.close();
    add(makeSpans(3));
    const loop = startLoop(outbox, { backoffMs: [60_000, 60_000] });
    await loop.flush(Date.now() + 60_000);
    expect(outbox.counts().pending).toBe(3);
    await backEnd.listen();
  });
});

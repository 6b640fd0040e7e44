import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { TraceBackEnd } from "../../../test/otel/trace-back-end.ts";
import { deliverSpans, type SpanDelivery } from "./deliver-spans.ts";
import { EXPORT_TIMINGS, type ExportTimings } from "./export-timings.ts";
import { encodeSpan } from "./otlp-span.ts";
import type { OutboxSpan } from "./outbox.ts";

const QUICK: ExportTimings = {
  ...EXPORT_TIMINGS,
  checkDelaysMs: [20],
  resendAfterMs: 200,
  backoffMs: [20, 50],
  pollMs: 10,
};

let backEnd: TraceBackEnd;
beforeAll(async () => {
  backEnd = await TraceBackEnd.start();
});
afterEach(() => {
  backEnd.stored.clear();
  backEnd.answer = () => 200;
  backEnd.isPhoenix = true;
});
afterAll(() => backEnd.close());

function spans(count: number): readonly OutboxSpan[] {
  const traceId = "0123456789abcdef0123456789abcdef";
  return Array.from({ length: count }, (_, index) => {
    const spanId = (index + 1).toString(16).padStart(16, "0");
    const body = encodeSpan({
      name: "s",
      kind: 0,
      spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
      startTime: [1, 0],
      endTime: [2, 0],
      status: { code: 1 },
      attributes: {},
      links: [],
      events: [],
      resource: { attributes: {} },
    });
    return { traceId, spanId, body };
  });
}

function deliver(lots: SpanDelivery["lots"], more: Partial<SpanDelivery> = {}) {
  const target = { tracesUrl: `${backEnd.endpoint}/v1/traces`, headers: {}, timeoutMs: 300 };
  return deliverSpans({ target, lots, timings: QUICK, ...more });
}

describe("a delivery", () => {
  it("ends when Phoenix has every span, also those it took and lost", async () => {
    const losses = [0, 3];
    const first = backEnd.requests.length;
    backEnd.answer = ({ index }) => (losses.includes(index - first) ? "lose" : 200);
    const seen: number[] = [];
    const result = await deliver([spans(700), spans(1_400).slice(700)], {
      onProgress: ({ delivered }) => void seen.push(delivered),
    });
    expect(result).toMatchObject({ spans: 1_400, delivered: 1_400, refused: 0, isConfirmed: true });
    expect(backEnd.stored.size).toBe(1_400);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it("takes any other back end by its word", async () => {
    backEnd.isPhoenix = false;
    expect(await deliver([spans(10)])).toEqual({ spans: 10, delivered: 10, refused: 0, isConfirmed: false });
  });

  it("goes on over failures that pass", async () => {
    const first = backEnd.requests.length;
    backEnd.answer = ({ index }) => ([503, 429, "hang", 500] as const)[index - first] ?? 200;
    expect(await deliver([spans(600)], { firstAnswerMs: 60_000 })).toMatchObject({ delivered: 600, refused: 0 });
  });

  it("says what is refused for good, and why", async () => {
    backEnd.answer = () => 400;
    const result = await deliver([spans(10)]);
    expect(result).toMatchObject({ spans: 10, delivered: 0, refused: 10 });
    expect(result.lastError).toContain("400");
  });

  it("gives up when nobody answers, or nothing moves any more", async () => {
    backEnd.answer = () => 503;
    const silent = await deliver([spans(10)], { firstAnswerMs: 200 });
    expect(silent).toMatchObject({ spans: 10, delivered: 0, refused: 0 });
    expect(silent.lastError).toContain("503");
    backEnd.answer = () => "lose";
    expect(await deliver([spans(10)], { timings: { ...QUICK, resendAfterMs: 60_000 }, stallMs: 300 })).toMatchObject({
      delivered: 0,
    });
  });

  it("stops when it is told to", async () => {
    backEnd.answer = () => "lose";
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    expect(await deliver([spans(10)], { signal: stop.signal, onProgress })).toMatchObject({ spans: 10, delivered: 0 });
  });
});

import { describe, expect, it } from "vitest";
import { foldJournal } from "../testing/fold-journal.ts";
import { RecordBuilder } from "../testing/record-builder.ts";
import type { SpanData } from "../trace/span-data.ts";

function span(more: Partial<SpanData> & Pick<SpanData, "spanId">): SpanData {
  const startTimeMs = more.startTimeMs ?? 1_790_000_000_100;
  return {
    runId: "r",
    traceId: "t",
    name: "chat gpt-4o-mini",
    kind: "LLM",
    startTimeMs,
    endTimeMs: startTimeMs + 50,
    status: "ok",
    attributes: {},
    ...more,
  };
}

describe("spans", () => {
  function stepWithCall(): RecordBuilder {
    const run = new RecordBuilder();
    const step = run.queue("ask", run.send("StartEvent", {}));
    run.at(100).start(step);
    run.at(160).llm(step, { durationMs: 50, spanId: "aa" });
    return run.at(200).complete(step);
  }

  it("stand in for stored ones until those come, and are then replaced, not doubled", () => {
    const stored = span({ spanId: "aa", executionId: "x1", startTimeMs: 1_790_000_000_110, timeToFirstTokenMs: 20 });
    const before = foldJournal(stepWithCall());
    expect(before.spans).toMatchObject([{ spanId: "aa", startMs: 110, endMs: 160, executionIndex: 0, attempt: 0 }]);
    const after = foldJournal(stepWithCall(), [stored, stored]);
    expect(after.spans).toMatchObject([
      { spanId: "aa", startMs: 110, endMs: 160, firstTokenMs: 130, seq: 5, data: stored },
    ]);
    expect(after.executions[0]?.spanIndexes).toEqual([0]);
  });

  it("taken again with their attributes keep these", () => {
    const light = span({ spanId: "aa", executionId: "x1" });
    const full = { ...light, attributes: { "llm.model_name": "gpt-4o-mini" } };
    expect(foldJournal(stepWithCall(), [light, full, light]).spans).toMatchObject([{ data: full }]);
  });

  it("nest whatever order they come in", () => {
    const inner = span({ spanId: "inner", parentSpanId: "outer", executionId: "x1", kind: "TOOL" });
    const outer = span({ spanId: "outer", executionId: "x1", kind: "CHAIN" });
    for (const spans of [
      [inner, outer],
      [outer, inner],
    ]) {
      const view = foldJournal(stepWithCall(), spans);
      const index = view.spanIndexById.get("outer") ?? -1;
      expect(view.spans[index]?.childIndexes).toEqual([view.spanIndexById.get("inner")]);
      expect(view.executions[0]?.spanIndexes).not.toContain(view.spanIndexById.get("inner"));
    }
  });

  it("that name each other as parents make no ring", () => {
    const view = foldJournal(stepWithCall(), [
      span({ spanId: "a", parentSpanId: "b", executionId: "x1" }),
      span({ spanId: "b", parentSpanId: "a", executionId: "x1" }),
    ]);
    const roots = view.executions[0]?.spanIndexes ?? [];
    expect(roots.length).toBeGreaterThan(1);
    for (const one of view.spans) {
      let hops = 0;
      for (let at: number = one.index; at >= 0; at = view.spans[at]?.parentIndex ?? -1) hops += 1;
      expect(hops).toBeLessThan(4);
    }
  });

  it("follow their attempt when the wall clock jumped before it", () => {
    const run = new RecordBuilder();
    const step = run.queue("ask", run.send("StartEvent", {}));
    run.skew(-3_600_000).at(100).start(step).at(200).complete(step);
    const view = foldJournal(run, [
      span({ spanId: "aa", executionId: "x1", startTimeMs: 1_790_000_000_000 - 3_600_000 + 120 }),
    ]);
    expect(view.spans[0]).toMatchObject({ startMs: 120, endMs: 170 });
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SpanData } from "../trace/span-data.ts";
import { foldJournal } from "../testing/fold-journal.ts";
import { RecordBuilder } from "../testing/record-builder.ts";
import { randomJournal, researchJournal } from "../testing/sample-journals.ts";
import { RunFold } from "./fold-run.ts";
import { executionOf } from "./run-view.ts";

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

describe("a run folded from its records", () => {
  const view = foldJournal(researchJournal());

  it("names the run and its end", () => {
    expect(view).toMatchObject({
      workflow: "research",
      version: "v15",
      status: "completed",
      result: "published",
      lastSeq: view.recordMs.length,
    });
    expect(view.endedMs).toBe(view.lastMs);
  });

  it("keeps queued, started and ended times of each execution", () => {
    const fifth = view.executions.find((one) => one.step === "search" && one.ordinal === 5);
    expect(fifth).toMatchObject({ queuedMs: 3_200, startedMs: 4_000, endedMs: 6_000, outcome: "completed" });
    expect(fifth?.attempts[0]).toMatchObject({ queuedMs: 3_200, startedMs: 4_000, worker: 0 });
  });

  it("keeps attempts, their errors and back-offs", () => {
    const second = view.executions.find((one) => one.step === "summarise" && one.ordinal === 2);
    expect(second?.attempts.map((one) => one.outcome)).toEqual(["retried", "completed"]);
    expect(second?.attempts[0]).toMatchObject({ endedMs: 6_500, backOffUntilMs: 14_500, error: { status: 429 } });
    expect(second?.attempts[1]).toMatchObject({ number: 1, queuedMs: 14_500, startedMs: 14_600 });
    expect(view.totals).toMatchObject({ retries: 1, attempts: 16, executions: 15, failedExecutions: 0 });
  });

  it("knows what caused each execution, and what it sent", () => {
    const plan = view.executions[0];
    expect(plan?.causeIndex).toBe(-1);
    expect(plan?.outputEventIds).toHaveLength(5);
    for (const search of view.executions.filter((one) => one.step === "search")) expect(search.causeIndex).toBe(0);
    const publish = view.executions.at(-1);
    expect(view.executions[publish?.causeIndex ?? -1]?.step).toBe("approve");
  });

  it("keeps waits, and counts the run's waiting apart from its active time", () => {
    const approve = view.executions.find((one) => one.step === "approve");
    expect(approve?.waits).toMatchObject([{ eventType: "ApprovalResponse", outcome: "matched" }]);
    expect(view.totals.waitingMs).toBe(159_000);
    expect(view.totals.activeMs).toBe(view.lastMs - 159_000);
  });

  it("sums LLM calls per execution and per run", () => {
    expect(view.executions[0]?.llm).toMatchObject({
      calls: 1,
      promptTokens: 312,
      completionTokens: 96,
      totalTokens: 408,
    });
    expect(view.totals.llm).toMatchObject({ calls: 3, failedCalls: 1, promptTokens: 9_312 });
  });
});

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

describe("journals that are not whole", () => {
  it("an execution without an end counts as unfinished once the run is over", () => {
    const run = new RecordBuilder();
    const step = run.queue("work", run.send("StartEvent", {}));
    run
      .at(10)
      .start(step)
      .at(20)
      .add({ kind: "run.cancelled", data: { reason: "enough" } });
    const view = foldJournal(run);
    expect(view.status).toBe("cancelled");
    expect(view.executions[0]).toMatchObject({ outcome: "unfinished", endedMs: 20 });
    expect(view.executions[0]?.attempts[0]).toMatchObject({ outcome: "unfinished", endedMs: 20 });
  });

  it("a cancel record that comes in a later chunk than the run's end still says so", () => {
    const run = new RecordBuilder();
    const step = run.queue("work", run.send("StartEvent", {}));
    run.start(step).add({ kind: "run.cancelled", data: {} });
    const folding = new RunFold();
    folding.append(run.records);
    expect(folding.view()?.executions[0]?.outcome).toBe("unfinished");
    run.add({
      kind: "step.cancelled",
      data: { executionId: step, step: "work", attempt: 0, reason: "the run was cancelled" },
    });
    folding.append(run.records);
    expect(folding.view()?.executions[0]).toMatchObject({
      outcome: "cancelled",
      cancelReason: "the run was cancelled",
    });
  });

  it("a resumed run keeps one axis, and its attempt in flight ends with its process", () => {
    const run = new RecordBuilder();
    const step = run.queue("work", run.send("StartEvent", {}));
    run.at(10).start(step).at(5_000).resume([step]).at(5_010).start(step).at(5_100).complete(step);
    const view = foldJournal(run);
    expect(view.executions[0]?.attempts).toMatchObject([
      { outcome: "interrupted", startedMs: 10, endedMs: 10 },
      { outcome: "completed", startedMs: 5_010, endedMs: 5_100 },
    ]);
    expect(view.segments).toMatchObject([{ segment: 0 }, { segment: 1, fromMs: 5_000, reason: "restart" }]);
  });

  it("knows recoveries that are announced before they are queued", () => {
    const run = new RecordBuilder();
    const event = run.send("StartEvent", {});
    run.add({
      kind: "recovery.started",
      data: { executionId: "x1", step: "mend", failedExecutionId: "x9", failedStep: "work", recovery: 1 },
    });
    run.queue("mend", event);
    expect(executionOf(foldJournal(run), "x1")?.recovers).toEqual({ executionId: "x9", step: "work" });
  });

  it("counts what a collect buffer holds, across executions", () => {
    const run = new RecordBuilder();
    const ids = ["a", "b"].map(() => run.queue("gather", run.send("Part", {})));
    for (const executionId of ids) {
      const data = {
        executionId,
        step: "gather",
        bufferId: "default",
        eventId: "e1",
        classes: ["Part", "Part", "Part"],
      };
      run.start(executionId).add({ kind: "collect.buffered", data }).complete(executionId);
    }
    expect(foldJournal(run).executions.map((one) => one.collecting?.have)).toEqual([1, 2]);
  });
});

describe("any journal", () => {
  it("folds to the same view whatever the chunks, overlapping ones too", () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (seed, sizes) => {
        const { records } = randomJournal({ seed });
        const chunked = new RunFold();
        for (let from = 0, at = 0; from < records.length; at++) {
          const size = sizes[at % sizes.length] ?? 1;
          chunked.append(records.slice(Math.max(0, from - 3), from + size));
          from += size;
        }
        const whole = new RunFold();
        whole.append(records);
        expect(chunked.view()).toEqual(whole.view());
      }),
      { numRuns: 60 },
    );
  });

  it("keeps time in order within every execution, and loses no record", () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, isUnfinished) => {
        const run = randomJournal({ seed, isUnfinished });
        const view = foldJournal(run);
        expect(view.recordMs).toHaveLength(run.records.length);
        for (const execution of view.executions) {
          let ms = execution.queuedMs;
          for (const attempt of execution.attempts) {
            expect(attempt.queuedMs).toBeGreaterThanOrEqual(ms);
            expect(attempt.startedMs).toBeGreaterThanOrEqual(attempt.queuedMs);
            ms = attempt.endedMs ?? attempt.startedMs;
            expect(ms).toBeGreaterThanOrEqual(attempt.startedMs);
          }
          expect(execution.causeIndex).toBeLessThan(execution.index);
        }
        expect(view.totals.attempts).toBe(view.executions.reduce((sum, one) => sum + one.attempts.length, 0));
      }),
      { numRuns: 60 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldJournal } from "../testing/fold-journal.ts";
import { RecordBuilder } from "../testing/record-builder.ts";
import { randomJournal, researchJournal } from "../testing/sample-journals.ts";
import { RunFold } from "./fold-run.ts";
import { executionOf } from "./run-view.ts";
import { childRunEntity, segmentsIn, timelineIndex } from "./timeline-index.ts";
import { timelineRows } from "./timeline-rows.ts";
import { SEGMENT_KIND } from "./timeline-segments.ts";

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

describe("what happens beside the steps", () => {
  it("is kept with the execution it happened in: child runs, logs, items on the stream", () => {
    const run = new RecordBuilder();
    const step = run.queue("work", run.send("StartEvent", {}));
    const place = { executionId: step, step: "work" };
    run.at(5).start(step);
    run.at(10).add({ kind: "child.started", data: { ...place, childRunId: "child-1", workflow: "inner" } });
    run.add({ kind: "log", data: { level: "warn", message: "slow", attributes: { ms: 5 }, executionId: step } });
    run.add({ kind: "stream.published", data: { type: "Progress", payload: { done: 1 }, executionId: step } });
    run.at(60).add({ kind: "child.completed", data: { ...place, childRunId: "child-1", outcome: "failed" } });
    const view = foldJournal(run.at(70).complete(step));
    expect(view.childRuns).toMatchObject([
      { childRunId: "child-1", startMs: 10, endMs: 60, outcome: "failed", executionIndex: 0 },
    ]);
    expect(view.logs).toMatchObject([{ level: "warn", atMs: 10, executionIndex: 0 }]);
    expect(view.published).toMatchObject([{ type: "Progress", executionIndex: 0 }]);
    expect(view.executions[0]).toMatchObject({ childRunIndexes: [0], logCount: 1 });
    const rows = timelineRows(view, { expanded: new Set([step]) });
    expect(rows.map((row) => row.kind)).toEqual(["execution", "childRun"]);
    const index = timelineIndex(view);
    expect(segmentsIn(index, childRunEntity(index, 0), { fromMs: 0, toMs: 100 })).toMatchObject([
      { startMs: 10, endMs: 60 },
    ]);
  });

  it("tells where a fork came from, and which event nobody wanted", () => {
    const run = new RecordBuilder();
    run.add({ kind: "run.forked", data: { fromRunId: "r0", fromSeq: 12 } });
    const eventId = run.send("Nobody", {});
    run.add({ kind: "event.unhandled", data: { eventId, type: "Nobody" } });
    const view = foldJournal(run);
    expect(view.forkedFrom).toEqual({ runId: "r0", seq: 12 });
    expect(view.events).toMatchObject([{ id: eventId, unhandled: true }]);
  });

  it("is plain data, which passes between threads whole", () => {
    const view = foldJournal(researchJournal());
    expect(structuredClone(view)).toEqual(view);
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

  it("a step parked in an earlier process waits on, and starts again with its answer", () => {
    const run = new RecordBuilder();
    const step = run.queue("ask", run.send("StartEvent", {}));
    run.at(10).start(step).at(12).wait(step, "Answer").at(5_000).resume();
    const eventId = run.at(6_000).send("Answer", {});
    run.add({ kind: "wait.matched", data: { executionId: step, step: "ask", waiterId: `w${step}`, eventId } });
    const view = foldJournal(run.at(6_010).start(step).at(6_020).complete(step));
    expect(view.executions[0]?.attempts).toMatchObject([
      { outcome: "interrupted" },
      { number: 0, outcome: "completed" },
    ]);
    const index = timelineIndex(view);
    const segments = segmentsIn(index, 0, { fromMs: 0, toMs: 9_000 }).map((one) => [one.kind, one.startMs, one.endMs]);
    expect(segments).toEqual([
      [SEGMENT_KIND.queued, 0, 10],
      [SEGMENT_KIND.running, 10, 12],
      [SEGMENT_KIND.waiting, 12, 6_000],
      [SEGMENT_KIND.queued, 6_000, 6_010],
      [SEGMENT_KIND.running, 6_010, 6_020],
    ]);
    const rows = timelineRows(view, { expanded: new Set([step]) });
    expect(rows.map((row) => row.id)).toEqual([step, `${step}@0`, `${step}@1`]);
  });

  it("an execution that ended after the point a run was resumed from comes again as another one", () => {
    const run = new RecordBuilder();
    const step = run.queue("work", run.send("StartEvent", {}));
    run.at(5).start(step).at(9).complete(step).at(100).resume([step]).at(110).start(step).at(120).complete(step);
    expect(foldJournal(run).executions).toMatchObject([
      { id: step, ordinal: 1, endedMs: 9 },
      { id: step, ordinal: 2, endedMs: 120 },
    ]);
  });

  it("a journal whose beginning is kept elsewhere keeps its record numbers", () => {
    const { records } = researchJournal();
    const fold = new RunFold();
    fold.append(records.slice(30));
    const view = fold.view();
    expect(view?.lastSeq).toBe(records.length);
    expect(view?.recordMs).toHaveLength(records.length);
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

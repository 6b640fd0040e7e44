// The read model on runs that the real engine made: states, views and aggregates must tell one story.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  defineEvent,
  defineHumanResponse,
  fixed,
  afterAttempt,
  registerSink,
  retryPolicy,
  StartEvent,
  StopEvent,
  type,
  Workflow,
} from "../src/index.ts";
import { createRunState } from "../src/run/create-run-state.ts";
import { clearReduceOutput, createReduceOutput } from "../src/run/reduce-output.ts";
import { reduce } from "../src/run/reduce.ts";
import { readStore } from "../src/run/store-tree.ts";
import { memorySink } from "../src/sinks/memory/memory-sink.ts";
import type { MemoryRun } from "../src/trace/memory-store.ts";
import { phaseAt } from "../src/view/phase-at.ts";
import {
  compareRuns,
  compressedTimeMap,
  criticalPath,
  definitionGraph,
  executionGraph,
  layoutGraph,
  queueContents,
  RunFold,
  StateHistory,
  StateTimeline,
  timelineIndex,
  timelineRows,
  type RunView,
  type WorkflowGraph,
} from "../src/view.ts";

class Query extends defineEvent("Query", type<{ readonly number: number }>()) {}
class Found extends defineEvent("Found", type<{ readonly number: number }>()) {}
class Draft extends defineEvent("Draft", type<{ readonly count: number }>()) {}
class Approval extends defineHumanResponse("Approval", type<{ readonly isApproved: boolean }>()) {}

const BRANCHES = 8;

/** Plans, searches in parallel with one failure that is retried, collects, asks a person, publishes. */
function research(): Workflow<{ topic: string }, string> {
  const flow = new Workflow<{ topic: string }, string>({ name: "research" });
  flow.step({ accepts: StartEvent, emits: Query, name: "plan" }, async (_, ctx) => {
    await ctx.set("plan.count", BRANCHES);
    return Array.from({ length: BRANCHES }, (_item, number) => new Query({ number }));
  });
  flow.step(
    {
      accepts: Query,
      emits: Found,
      name: "search",
      workers: 3,
      // Long enough that the other branches are through on a busy machine too: the order of the branches is then one.
      retry: retryPolicy({ wait: fixed(400), stop: afterAttempt(3) }),
    },
    async (event, ctx) => {
      if (event.number === 4 && ctx.attempt.number === 0) throw new TypeError("fetch failed");
      await ctx.set(`found.${event.number}`, event.number * 2);
      ctx.logger.info("found", { number: event.number });
      return new Found({ number: event.number });
    },
  );
  flow.step({ accepts: Found, emits: Draft, name: "gather" }, async (event, ctx) => {
    const all = ctx.collectEvents(
      event,
      Array.from({ length: BRANCHES }, () => Found),
    );
    return all === undefined ? undefined : new Draft({ count: all.length });
  });
  flow.step({ accepts: Draft, emits: StopEvent, name: "approve" }, async (event, ctx) => {
    const answer = await ctx.waitForEvent(Approval);
    await ctx.store.edit(async (state) => {
      state["approved"] = answer.isApproved;
    });
    return new StopEvent({ result: `published ${event.count}` });
  });
  return flow;
}

const sink = memorySink();
let unregister = (): void => undefined;

async function runOnce(topic: string): Promise<MemoryRun> {
  const handler = research().run({ topic });
  for await (const event of handler.stream({ includeInternal: true })) {
    if (event.constructor.name === "RunIdle" || handler.status() === "waiting") break;
  }
  await handler.sendEvent(new Approval({ isApproved: true }));
  expect(await handler).toBe(`published ${BRANCHES}`);
  const run = sink.store.runs.get(handler.runId);
  if (run === undefined) throw new RangeError("the sink did not get the run");
  return run;
}

async function runAndFail(): Promise<MemoryRun> {
  const flow = new Workflow<object, string>({ name: "failing" });
  flow.step(
    {
      accepts: StartEvent,
      emits: StopEvent,
      name: "work",
      retry: retryPolicy({ wait: fixed(2), stop: afterAttempt(2) }),
    },
    () => {
      throw new Error("no luck");
    },
  );
  const handler = flow.run({});
  await expect(handler.result()).rejects.toThrow("no luck");
  return sink.store.runs.get(handler.runId) ?? (await Promise.reject(new RangeError("the sink did not get the run")));
}

function foldOf(run: MemoryRun): RunView {
  const fold = new RunFold();
  fold.append(run.records);
  fold.appendSpans(run.spans.map(({ span }) => span));
  const view = fold.view();
  if (view === undefined) throw new RangeError("a run has records");
  return view;
}

function graphOf(run: MemoryRun): WorkflowGraph {
  return run.aggregate.graph;
}

describe("the read model on real runs", () => {
  let first: MemoryRun;
  let second: MemoryRun;
  let failed: MemoryRun;

  beforeAll(async () => {
    unregister = registerSink(sink);
    first = await runOnce("batteries");
    second = await runOnce("batteries");
    failed = await runAndFail();
  });
  afterAll(() => unregister());

  it("says of every execution how it went", () => {
    const view = foldOf(first);
    expect(view).toMatchObject({ status: "completed", result: `published ${BRANCHES}` });
    expect(view.executions.every((one) => one.outcome === "completed")).toBe(true);
    const retried = view.executions.filter((one) => one.attempts.length > 1);
    expect(retried).toMatchObject([
      { step: "search", attempts: [{ outcome: "retried", error: { name: "TypeError" } }, { outcome: "completed" }] },
    ]);
    const approve = view.executions.find((one) => one.step === "approve");
    expect(approve?.waits).toMatchObject([{ eventType: "Approval", outcome: "matched" }]);
    expect(view.executions.filter((one) => one.collectedFrom !== undefined)).toMatchObject([
      { step: "gather", collectedFrom: { length: BRANCHES } },
    ]);
  });

  it("agrees with the aggregates that lists show", () => {
    for (const run of [first, second, failed]) {
      const { totals, status, executions } = foldOf(run);
      const { aggregate } = run;
      expect(status).toBe(aggregate.status);
      expect(totals.executions).toBe(aggregate.executions);
      expect(totals.attempts).toBe(aggregate.attempts);
      expect(totals.retries).toBe(aggregate.retries);
      expect(totals.failedExecutions).toBe(aggregate.failures);
      expect(totals.waitingMs).toBeCloseTo(aggregate.waitingMs, 3);
      expect(totals.activeMs).toBeCloseTo(aggregate.activeMs ?? Number.NaN, 3);
      expect(executions.length).toBe(totals.executions);
    }
  });

  it("gives at every record the state that the reducer has there, and its queues as the view shows them", () => {
    for (const run of [first, failed]) {
      const timeline = new StateTimeline(graphOf(run), run.aggregate.runId, { snapshotEvery: 6 });
      timeline.append(run.records);
      timeline.prepare();
      const view = foldOf(run);
      const history = new StateHistory(view);
      const state = createRunState(graphOf(run), run.aggregate.runId);
      const output = createReduceOutput();
      const stores = run.records.map((record) => {
        reduce(state, record, output);
        clearReduceOutput(output);
        return {
          store: readStore(state),
          executions: [...state.executions.values()].map((one) => `${one.id} ${one.phase}`),
        };
      });
      for (const [at, expected] of [...stores.entries()].toReversed()) {
        expect(timeline.storeAt(at + 1)).toEqual(expected.store);
        expect([...timeline.at(at + 1).executions.values()].map((one) => `${one.id} ${one.phase}`)).toEqual(
          expected.executions,
        );
        expect(history.valueAt([], at + 1)).toEqual(expected.store);
      }
    }
  });

  it("knows what is under way while the run waits for a person", () => {
    const view = foldOf(first);
    const idle = view.idle[0];
    const timeline = new StateTimeline(graphOf(first), view.runId);
    timeline.append(first.records);
    const { counts } = queueContents(timeline.at(idle?.fromSeq ?? 0));
    expect(counts).toMatchObject({ queued: 0, running: 0, waiting: 1, buffered: 0 });
    const phases = view.executions.map((one) => phaseAt(one, idle?.fromSeq ?? 0));
    expect(phases.filter((phase) => phase === "waiting")).toHaveLength(1);
    expect(phases.filter((phase) => phase === "completed")).toHaveLength(view.executions.length - 1);
  });

  it("says how much of a set is there, also when one class is asked for many times", () => {
    const buffered = first.records.find(({ kind }) => kind === "collect.buffered");
    const timeline = new StateTimeline(graphOf(first), foldOf(first).runId);
    timeline.append(first.records);
    const { entries } = queueContents(timeline.at(buffered?.seq ?? 0));
    expect(entries).toContainEqual(expect.objectContaining({ kind: "buffered", have: 1, need: BRANCHES }));
  });

  it("draws it: rows, axis, critical path and both graphs", () => {
    const view = foldOf(first);
    const index = timelineIndex(view);
    const rows = timelineRows(view);
    expect(rows.map((row) => (row.kind === "group" ? `${row.step} ×${row.counts.total}` : "one"))).toEqual([
      "one",
      `search ×${BRANCHES}`,
      `gather ×${BRANCHES}`,
      "one",
    ]);
    expect(compressedTimeMap(index).realMs.at(-1)).toBeCloseTo(index.endMs, 6);
    const steps = criticalPath(view).legs.map((leg) => view.executions[leg.executionIndex]?.step);
    expect([steps[0], steps.at(-1)]).toEqual(["plan", "approve"]);
    const definition = layoutGraph(definitionGraph(graphOf(first), view));
    expect(definition.nodes.map((node) => node.layer)).toEqual([0, 1, 2, 3]);
    expect(definition.model.edges.every((edge) => edge.isTaken)).toBe(true);
    const execution = executionGraph(view, { graph: graphOf(first) });
    expect(execution.nodes.filter((node) => node.isCollecting)).toMatchObject([
      { step: "gather", executionIndexes: { length: BRANCHES } },
    ]);
  });

  it("finds no difference between two runs of one input but in time and in which branch came last", () => {
    const comparison = compareRuns(foldOf(first), foldOf(second));
    expect(comparison.counts).toEqual({ paired: comparison.pairs.length, different: 0, added: 0, removed: 0 });
    expect(comparison.firstDivergence).toBeUndefined();
    const unlike = compareRuns(foldOf(first), foldOf(failed));
    expect(unlike.counts.paired).toBe(0);
  });

  it("tells why a run failed", () => {
    const view = foldOf(failed);
    expect(view).toMatchObject({ status: "failed", error: { message: "no luck" } });
    expect(view.executions).toMatchObject([
      { outcome: "failed", attempts: [{ outcome: "retried" }, { outcome: "failed" }] },
    ]);
    expect(view.failedExecutionId).toBe(view.executions[0]?.id);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { foldJournal } from "../testing/fold-journal.ts";
import { RecordBuilder } from "../testing/record-builder.ts";
import { chainJournal, fanOutJournal, researchJournal } from "../testing/sample-journals.ts";
import { definitionGraph, stepNodeId } from "./definition-graph.ts";
import { executionGraph } from "./execution-graph.ts";

function step(name: string, accepts: readonly string[], emits: readonly string[]): WorkflowGraph["steps"][number] {
  return { name, input: { kind: "event" }, accepts, acceptSubclasses: false, emits, workers: 4 };
}

const definition: WorkflowGraph = {
  formatVersion: 1,
  name: "research",
  startEvent: "StartEvent",
  stopEvent: "StopEvent",
  steps: [
    step("plan", ["StartEvent"], ["SearchQuery"]),
    step("search", ["SearchQuery"], ["SearchResult"]),
    step("summarise", ["SearchResult"], ["Summary"]),
    step("join", ["Summary"], ["Draft", "Duplicate"]),
    step("dedupe", ["Duplicate"], ["Draft"]),
    step("draft", ["Draft", "Revise"], ["DraftReady"]),
    step("approve", ["DraftReady", "ApprovalResponse"], ["Approved", "Revise"]),
    step("publish", ["Approved"], ["StopEvent"]),
    { ...step("mend", ["StepFailed"], ["Draft"]), recovers: { steps: ["draft"], maxRecoveries: 1 } },
  ],
  events: [{ type: "ApprovalResponse", role: "humanResponse" }],
};

describe("the definition graph", () => {
  const model = definitionGraph(definition, foldJournal(researchJournal()));
  const edge = (from: string, to: string, eventType: string): unknown =>
    model.edges.find(
      (one) => one.from === stepNodeId(from) && one.to === stepNodeId(to) && one.eventType === eventType,
    );

  it("has every step, with what a run made of it", () => {
    expect(model.nodes.map((node) => node.step)).toEqual(definition.steps.map((one) => one.name));
    expect(model.nodes[1]?.sums).toMatchObject({ executions: 5, completed: 5, retries: 0 });
    expect(model.nodes[2]?.sums).toMatchObject({ executions: 5, retries: 1, p50Ms: 3_600, p95Ms: 10_500 });
  });

  it("counts the events that went each way, and marks ways never taken", () => {
    expect(edge("plan", "search", "SearchQuery")).toMatchObject({ count: 5, isTaken: true });
    expect(edge("join", "dedupe", "Duplicate")).toMatchObject({ count: 0, isTaken: false });
    expect(edge("draft", "mend", "StepFailed")).toMatchObject({ kind: "recovery", isTaken: false });
  });

  it("knows where runs begin, end and need a person", () => {
    const traits = (name: string): unknown => model.nodes.find((node) => node.step === name);
    expect(traits("plan")).toMatchObject({ isEntry: true, isEnd: false });
    expect(traits("publish")).toMatchObject({ isEnd: true });
    expect(traits("approve")).toMatchObject({ needsPerson: true });
    expect(traits("mend")).toMatchObject({ isRecovery: true });
  });

  it("takes every way for taken when there is no run", () => {
    expect(definitionGraph(definition).edges.every((one) => one.isTaken)).toBe(true);
  });

  it("leads subclasses to steps that accept them, even where classes extend each other in a ring", () => {
    const graph: WorkflowGraph = {
      ...definition,
      steps: [
        step("a", ["StartEvent"], ["Child"]),
        { ...step("b", ["Base"], []), acceptSubclasses: true },
        step("c", ["Base"], []),
      ],
      events: [
        { type: "Child", role: "plain", parent: "Middle" },
        { type: "Middle", role: "plain", parent: "Base" },
        { type: "Base", role: "plain", parent: "Child" },
      ],
    };
    expect(definitionGraph(graph).edges.map((one) => one.to)).toEqual([stepNodeId("b")]);
  });
});

describe("the execution graph", () => {
  it("has a node for each execution, and the steps that have not run", () => {
    const model = executionGraph(foldJournal(researchJournal()), { graph: definition });
    expect(model.isCollapsed).toBe(false);
    expect(model.nodes.filter((node) => node.kind === "execution")).toHaveLength(15);
    expect(model.nodes.filter((node) => node.kind === "step").map((node) => node.step)).toEqual(["dedupe", "mend"]);
    expect(model.nodes.find((node) => node.id === "x3")).toMatchObject({ step: "search", ordinal: 2 });
    expect(model.nodes.find((node) => node.step === "plan")?.ordinal).toBe(0);
  });

  it("collapses many siblings, and counts what went between", () => {
    const model = executionGraph(foldJournal(fanOutJournal(240)));
    expect(model.nodes.map((node) => [node.step, node.kind, node.executionIndexes.length])).toEqual([
      ["split", "execution", 1],
      ["embed", "group", 240],
    ]);
    expect(model.edges).toMatchObject([{ eventType: "Chunk", count: 240 }]);
    expect(model.isCollapsed).toBe(true);
  });

  it("has one node a step beyond its limit", () => {
    const model = executionGraph(foldJournal(chainJournal(400)), { collapseAbove: Infinity, maximumNodes: 300 });
    expect(model.nodes.map((node) => node.id)).toEqual(["step:ping", "step:pong"]);
    expect(model.edges).toHaveLength(2);
  });

  it("has one node for the executions that fill one set, full or not", () => {
    const run = new RecordBuilder();
    const split = run.queue("split", run.send("StartEvent", {}));
    run.start(split);
    const parts = [0, 1, 2, 3].map((part) => run.send("Part", { part }, split));
    run.complete(split);
    const gather = parts.map((event) => run.queue("gather", event));
    for (const [at, executionId] of gather.entries()) {
      const place = { executionId, step: "gather", bufferId: "default" };
      run.start(executionId).add({
        kind: "collect.buffered",
        data: { ...place, eventId: parts[at] ?? "", classes: ["Part", "Part", "Part"] },
      });
      if (at === 2) run.add({ kind: "collect.fired", data: { ...place, eventIds: parts.slice(0, 3) } });
      run.complete(executionId);
    }
    const nodes = executionGraph(foldJournal(run)).nodes.filter((node) => node.step === "gather");
    expect(nodes).toMatchObject([
      { executionIndexes: [1, 2, 3], isCollecting: true },
      { executionIndexes: [4], isCollecting: true },
    ]);
  });

  it("leads from what failed to its recovery, and from who answered to who waited", () => {
    const run = new RecordBuilder();
    const work = run.queue("work", run.send("StartEvent", {}));
    run.start(work).fail(work);
    run.add({
      kind: "recovery.started",
      data: { executionId: "x2", step: "mend", failedExecutionId: work, failedStep: "work", recovery: 1 },
    });
    const mend = run.queue("mend", run.send("StepFailed", {}));
    const ask = run.queue("ask", run.send("Question", {}, mend));
    run.start(mend).start(ask).wait(ask, "Answer");
    run.answer(ask, run.send("Answer", {}, mend));
    const edges = executionGraph(foldJournal(run)).edges.map((one) => [one.from, one.to, one.kind]);
    expect(edges).toEqual([
      ["x1", "x2", "recovery"],
      ["x2", "x3", "event"],
      ["x2", "x3", "answer"],
    ]);
  });

  it("names only nodes that it has", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 20 }), (length, collapseAbove) => {
        const model = executionGraph(foldJournal(chainJournal(length)), { graph: definition, collapseAbove });
        const ids = new Set(model.nodes.map((node) => node.id));
        expect(ids.size).toBe(model.nodes.length);
        for (const one of model.edges) expect(ids.has(one.from) && ids.has(one.to)).toBe(true);
        expect(model.nodes.flatMap((node) => node.executionIndexes).toSorted((a, b) => a - b)).toEqual(
          Array.from({ length }, (_, at) => at),
        );
      }),
      { numRuns: 30 },
    );
  });
});

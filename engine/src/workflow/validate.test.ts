// The table of checks: each problem is found, named, and explained, and all of them at once.

import { describe, expect, it } from "vitest";
import type { GraphCheckCode, Problem } from "../errors/workflow-problem.ts";
import { defineEvent } from "../event/define-event.ts";
import { HumanResponseEvent, InputRequiredEvent } from "../event/human-events.ts";
import { StartEvent, defineStartEvent } from "../event/start-event.ts";
import { StopEvent, defineStopEvent } from "../event/stop-event.ts";
import { type } from "../event/schema.ts";
import { collect, joinOf } from "./join.ts";
import type { StepOptions } from "./step-options.ts";
import type { WorkflowOptions } from "./run-options.ts";
import { Workflow } from "./workflow.ts";

class A extends defineEvent("A") {}
class B extends defineEvent("B") {}
class C extends defineEvent("C") {}
class ChildOfA extends defineEvent("ChildOfA", undefined, { extends: A }) {}
class OtherA extends defineEvent("A") {}
class MyStart extends defineStartEvent("MyStart", type<{ n: number }>()) {}
class MyStop extends defineStopEvent("MyStop", type<{ n: number }>()) {}

type Steps = Readonly<Record<string, Omit<StepOptions, "name"> | StepOptions>>;

function flowOf(steps: Steps, options: WorkflowOptions = {}): Workflow {
  const flow = new Workflow({ name: "flow", ...options });
  for (const [name, stepOptions] of Object.entries(steps)) flow.step({ name, ...stepOptions }, () => undefined);
  return flow;
}

function problemsOf(steps: Steps, options?: WorkflowOptions): readonly Problem[] {
  return flowOf(steps, options).validate();
}

const healthy: Steps = { begin: { accepts: StartEvent, emits: A }, end: { accepts: A, emits: StopEvent } };

describe("a healthy workflow has no problems", () => {
  it.each<{ what: string; steps: Steps }>([
    { what: "a chain", steps: healthy },
    {
      what: "a loop with a way out",
      steps: { ...healthy, again: { accepts: B, emits: A }, end: { accepts: A, emits: [B, StopEvent] } },
    },
    {
      what: "a question and its answer",
      steps: {
        ask: { accepts: StartEvent, emits: InputRequiredEvent },
        hear: { accepts: HumanResponseEvent, emits: StopEvent },
      },
    },
    { what: "a branch that just ends", steps: { ...healthy, note: { accepts: A, emits: [] } } },
    {
      what: "a chain that leads only to such a branch",
      steps: { ...healthy, log: { accepts: StartEvent, emits: B }, note: { accepts: B, emits: [] } },
    },
    {
      what: "a join",
      steps: {
        split: { accepts: StartEvent, emits: [A, B] },
        join: { accepts: joinOf(A, B), emits: C },
        all: { accepts: collect(C), emits: StopEvent },
      },
    },
    {
      what: "a step that takes descendants",
      steps: {
        begin: { accepts: StartEvent, emits: ChildOfA },
        end: { accepts: A, emits: StopEvent, acceptSubclasses: true },
      },
    },
    { what: "typed start and stop", steps: { only: { accepts: MyStart, emits: MyStop } } },
  ])("$what", ({ steps }) => {
    expect(problemsOf(steps)).toStrictEqual([]);
  });
});

describe("each problem has its code, names and hint", () => {
  it.each<{ code: Problem["code"]; steps: Steps; names: readonly string[] }>([
    { code: "NO_STEPS", steps: {}, names: ["flow"] },
    { code: "NO_START_EVENT", steps: { end: { accepts: HumanResponseEvent, emits: StopEvent } }, names: [] },
    {
      code: "SEVERAL_START_EVENTS",
      steps: { ...healthy, other: { accepts: MyStart, emits: A } },
      names: ["StartEvent", "MyStart"],
    },
    { code: "NO_STOP_EVENT", steps: { begin: { accepts: StartEvent, emits: InputRequiredEvent } }, names: [] },
    {
      code: "SEVERAL_STOP_EVENTS",
      steps: { ...healthy, other: { accepts: A, emits: MyStop } },
      names: ["StopEvent", "MyStop"],
    },
    {
      code: "STEP_ACCEPTS_STOP",
      steps: { ...healthy, after: { accepts: StopEvent, emits: [] } },
      names: ["after", "StopEvent"],
    },
    {
      code: "EVENT_NEVER_PRODUCED",
      steps: { ...healthy, orphan: { accepts: B, emits: StopEvent } },
      names: ["B", "orphan"],
    },
    {
      code: "EVENT_NEVER_CONSUMED",
      steps: { ...healthy, end: { accepts: A, emits: [C, StopEvent] } },
      names: ["C", "end"],
    },
    {
      code: "STEP_UNREACHABLE",
      steps: { ...healthy, island: { accepts: B, emits: [B, StopEvent] } },
      names: ["island"],
    },
    {
      code: "STEP_DEAD_END",
      steps: { ...healthy, begin: { accepts: StartEvent, emits: [A, B] }, spin: { accepts: B, emits: B } },
      names: ["spin"],
    },
    {
      code: "EVENT_NAME_DUPLICATE",
      steps: { ...healthy, end: { accepts: [A, OtherA], emits: StopEvent } },
      names: ["A"],
    },
  ])("$code", ({ code, steps, names }) => {
    const problems = problemsOf(steps);
    expect(problems.map((problem) => problem.code)).toStrictEqual([code]);
    expect(problems[0]?.names).toStrictEqual(names);
    expect(problems[0]?.hint).not.toBe("");
    for (const name of names) expect(problems[0]?.message).toContain(name);
  });

  it("STEP_NAME_DUPLICATE and STEP_NAME_MISSING", () => {
    const flow = new Workflow({ name: "flow" });
    flow.step({ accepts: StartEvent, emits: A, name: "twin" }, () => undefined);
    flow.step({ accepts: A, emits: StopEvent, name: "twin" }, () => undefined);
    flow.step({ accepts: A, emits: StopEvent }, () => undefined);
    expect(flow.validate().map(({ code }) => code)).toStrictEqual(["STEP_NAME_MISSING", "STEP_NAME_DUPLICATE"]);
  });

  it("recovery handlers", () => {
    const flow = flowOf(healthy);
    flow.catchError({ name: "first", steps: ["begin", "nowhere"] }, () => undefined);
    flow.catchError({ name: "second", steps: ["begin", "first"] }, () => undefined);
    flow.catchError({ name: "third" }, () => undefined);
    flow.catchError({ name: "fourth" }, () => undefined);
    const problems = flow.validate();
    expect(problems.map(({ code }) => code)).toStrictEqual([
      "RECOVERY_UNKNOWN_STEP",
      "RECOVERY_COVERS_HANDLER",
      "RECOVERY_CLAIMED_TWICE",
      "RECOVERY_SEVERAL_WILDCARDS",
    ]);
    expect(problems[0]?.hint).toBe("The steps are: begin, end.");
    expect(problems[2]?.names).toStrictEqual(["begin", "first", "second"]);
  });

  it("a handler that names no events may feed any step", () => {
    const flow = flowOf({ ...healthy, fallback: { accepts: B, emits: StopEvent } });
    flow.catchError({}, function recover() {
      return new B();
    });
    expect(flow.validate()).toStrictEqual([]);
    expect(flow.definition().graph.steps.at(-1)).toMatchObject({
      name: "recover",
      emits: [],
      emitsAny: true,
      accepts: ["StepFailedEvent"],
      recovers: { steps: "*", maxRecoveries: 1 },
    });
  });

  it("all at once", () => {
    const codes = problemsOf({
      begin: { accepts: StartEvent, emits: A },
      loop: { accepts: A, emits: A },
      orphan: { accepts: B, emits: C },
    }).map(({ code }) => code);
    expect(codes).toStrictEqual([
      "NO_STOP_EVENT",
      "EVENT_NEVER_PRODUCED",
      "EVENT_NEVER_CONSUMED",
      "STEP_DEAD_END",
      "STEP_DEAD_END",
    ]);
  });

  it("never throws, and says the same twice", () => {
    const flow = flowOf({});
    expect(flow.validate()).toStrictEqual(flow.validate());
  });
});

describe("checks can be left out", () => {
  const lonely: Steps = { ...healthy, orphan: { accepts: B, emits: C } };

  it.each<{ what: string; options: WorkflowOptions; left: readonly GraphCheckCode[] }>([
    { what: "all graph checks", options: { skipGraphChecks: true }, left: [] },
    { what: "by code", options: { skipGraphChecks: ["EVENT_NEVER_PRODUCED"] }, left: ["EVENT_NEVER_CONSUMED"] },
    { what: "with validate: false", options: { validate: false }, left: [] },
  ])("$what", ({ options, left }) => {
    expect(problemsOf(lonely, options).map(({ code }) => code)).toStrictEqual(left);
  });

  it("by step", () => {
    const skipping: Steps = { ...healthy, orphan: { accepts: B, emits: C, skipGraphChecks: ["EVENT_NEVER_CONSUMED"] } };
    expect(problemsOf(skipping).map(({ code }) => code)).toStrictEqual(["EVENT_NEVER_PRODUCED"]);
  });

  it("but never the ones without which nothing could run", () => {
    const broken: Steps = { only: { accepts: A, emits: A } };
    expect(problemsOf(broken, { skipGraphChecks: true }).map(({ code }) => code)).toStrictEqual([
      "NO_START_EVENT",
      "NO_STOP_EVENT",
    ]);
    expect(problemsOf(broken, { validate: false }).map(({ code }) => code)).toStrictEqual([
      "NO_START_EVENT",
      "NO_STOP_EVENT",
    ]);
  });
});

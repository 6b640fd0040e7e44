// The table of checks over a workflow's graph: all problems at once.

import { GRAPH_CHECK_CODES, type GraphCheckCode, type Problem } from "../errors/workflow-problem.ts";
import { findDeadEnds, findUnreachable } from "./check-paths.ts";
import { findRecoveryProblems } from "./check-recovery.ts";
import type { Finding } from "./finding.ts";
import { indexGraph, type GraphIndex } from "./graph-index.ts";
import type { EventRole } from "../event/event-definition.ts";
import type { WorkflowGraph } from "./workflow-graph.ts";

/** Graph checks to leave out. */
export type GraphCheckSkip = true | readonly GraphCheckCode[];

/** What to leave out, for the whole workflow and per step. */
export interface GraphCheckOptions {
  readonly workflow?: GraphCheckSkip | undefined;
  readonly steps?: ReadonlyMap<string, GraphCheckSkip>;
}

/** Events that come from elsewhere than a step. */
const ROLES_FROM_OUTSIDE: ReadonlySet<EventRole> = new Set(["start", "humanResponse", "stepFailed"]);

/** Events that need no step to take them. */
const ROLES_TO_OUTSIDE: ReadonlySet<EventRole> = new Set(["stop", "inputRequired", "humanResponse"]);

const CHECKS: readonly ((index: GraphIndex) => readonly Finding[])[] = [
  checkHasSteps,
  checkStart,
  checkStop,
  checkAcceptsStop,
  findNeverProduced,
  findNeverConsumed,
  findUnreachable,
  findDeadEnds,
  findRecoveryProblems,
];

/** Everything wrong with a graph, in the order of the table. */
export function checkGraph(graph: WorkflowGraph, options: GraphCheckOptions = {}): readonly Problem[] {
  const index = indexGraph(graph);
  return CHECKS.flatMap((check) => check(index))
    .filter((finding) => !isSkipped(finding, options))
    .map(({ code, message, names, hint }) => ({ code, message, names, hint }));
}

function isSkipped({ code, steps }: Finding, options: GraphCheckOptions): boolean {
  const graphCode = GRAPH_CHECK_CODES.find((candidate) => candidate === code);
  if (graphCode === undefined) return false;
  const skips = (skip: GraphCheckSkip | undefined): boolean => skip === true || (skip?.includes(graphCode) ?? false);
  return skips(options.workflow) || steps.some((step) => skips(options.steps?.get(step)));
}

function checkHasSteps({ graph }: GraphIndex): readonly Finding[] {
  if (graph.steps.length > 0) return [];
  return [
    {
      code: "NO_STEPS",
      message: `The workflow ${graph.name} has no steps.`,
      names: [graph.name],
      hint: "Decorate methods with @step, or add functions with workflow.step(…).",
      steps: [],
    },
  ];
}

function checkStart(index: GraphIndex): readonly Finding[] {
  const { graph } = index;
  if (graph.steps.length === 0) return [];
  const types = unique(graph.steps.flatMap((step) => step.accepts).filter((type) => roleOf(index, type) === "start"));
  if (types.length === 1) return [];
  const hint = "Let exactly one class, StartEvent or one made with defineStartEvent, begin the workflow.";
  return types.length === 0
    ? [
        {
          code: "NO_START_EVENT",
          message: "No step accepts a start event, so a run could not begin.",
          names: [],
          hint,
          steps: [],
        },
      ]
    : [
        {
          code: "SEVERAL_START_EVENTS",
          message: `Steps accept ${types.length} start events: ${types.join(", ")}.`,
          names: types,
          hint,
          steps: [],
        },
      ];
}

function checkStop(index: GraphIndex): readonly Finding[] {
  const { graph } = index;
  if (graph.steps.length === 0) return [];
  const types = unique(graph.steps.flatMap((step) => step.emits).filter((type) => roleOf(index, type) === "stop"));
  if (types.length === 1) return [];
  const hint = "Let exactly one class, StopEvent or one made with defineStopEvent, end the workflow.";
  return types.length === 0
    ? [
        {
          code: "NO_STOP_EVENT",
          message: "No step emits a stop event, so a run could not end.",
          names: [],
          hint,
          steps: [],
        },
      ]
    : [
        {
          code: "SEVERAL_STOP_EVENTS",
          message: `Steps emit ${types.length} stop events: ${types.join(", ")}.`,
          names: types,
          hint,
          steps: [],
        },
      ];
}

function checkAcceptsStop(index: GraphIndex): readonly Finding[] {
  return index.graph.steps.flatMap((step) => {
    const type = step.accepts.find((candidate) => roleOf(index, candidate) === "stop");
    if (type === undefined) return [];
    return [
      {
        code: "STEP_ACCEPTS_STOP" as const,
        message: `The step ${step.name} accepts ${type}, but a stop event ends the run and reaches no step.`,
        names: [step.name, type],
        hint: "Emit an ordinary event to that step, and let it emit the stop event.",
        steps: [step.name],
      },
    ];
  });
}

function findNeverProduced(index: GraphIndex): readonly Finding[] {
  const accepted = unique(index.graph.steps.flatMap((step) => step.accepts));
  return accepted
    .filter((type) => isNeverProduced(index, type))
    .map((type) => {
      const steps = index.consumersOf(type).map(({ name }) => name);
      return {
        code: "EVENT_NEVER_PRODUCED",
        message: `${steps.join(", ")} accepts ${type}, but no step emits it.`,
        names: [type, ...steps],
        hint: `Add ${type} to the emits of the step that makes it; if it comes from outside, make it with defineHumanResponse.`,
        steps,
      };
    });
}

/** Whether nothing, inside or outside, makes an event that would reach the steps accepting this type. */
function isNeverProduced(index: GraphIndex, type: string): boolean {
  if (ROLES_FROM_OUTSIDE.has(roleOf(index, type)) || roleOf(index, type) === "stop") return false;
  if (index.graph.steps.some((step) => step.emitsAny === true)) return false;
  const wantsDescendants = index.consumersOf(type).some((step) => step.acceptSubclasses && step.accepts.includes(type));
  if (!wantsDescendants) return index.producersOf(type).length === 0;
  return [...index.events.values()].every(
    (event) =>
      !isSelfOrDescendant(index, event.type, type) ||
      (index.producersOf(event.type).length === 0 && !ROLES_FROM_OUTSIDE.has(event.role)),
  );
}

function isSelfOrDescendant(index: GraphIndex, type: string, ancestor: string): boolean {
  let current: string | undefined = type;
  while (current !== undefined && current !== ancestor) current = index.events.get(current)?.parent;
  return current === ancestor;
}

function findNeverConsumed(index: GraphIndex): readonly Finding[] {
  const emitted = unique(index.graph.steps.flatMap((step) => step.emits));
  return emitted
    .filter((type) => isNeverConsumed(index, type))
    .map((type) => {
      const steps = index.producersOf(type).map(({ name }) => name);
      return {
        code: "EVENT_NEVER_CONSUMED",
        message: `${steps.join(", ")} emits ${type}, but no step accepts it.`,
        names: [type, ...steps],
        hint: `Add ${type} to the accepts of a step, or take it out of emits; if only waitForEvent wants it, set skipGraphChecks: ["EVENT_NEVER_CONSUMED"] on the step.`,
        steps,
      };
    });
}

/** Whether an event of this type would reach nobody. */
function isNeverConsumed(index: GraphIndex, type: string): boolean {
  return !ROLES_TO_OUTSIDE.has(roleOf(index, type)) && index.consumersOf(type).length === 0;
}

function roleOf(index: GraphIndex, type: string): EventRole {
  return index.events.get(type)?.role ?? "plain";
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

// The checks that follow events: steps that no event reaches, and steps from which no way leads to an end.

import type { Finding } from "./finding.ts";
import type { GraphIndex } from "./graph-index.ts";
import type { StepNode } from "./workflow-graph.ts";

/** Steps that no event reaches from the start, from outside or from a failure. */
export function findUnreachable(index: GraphIndex): readonly Finding[] {
  const reached = reachedSteps(index);
  return index.graph.steps
    .filter((step) => !reached.has(step.name) && index.acceptedBy(step).some((type) => hasSource(index, type)))
    .map((step) => ({
      code: "STEP_UNREACHABLE",
      message: `No event reaches the step ${step.name} from the start of the workflow.`,
      names: [step.name],
      hint: `Let a step that runs emit ${step.accepts.join(" or ")}.`,
      steps: [step.name],
    }));
}

/** Steps from which no way leads to a stop event, a question to a person, or a step that ends its branch. */
export function findDeadEnds(index: GraphIndex): readonly Finding[] {
  const ending = endingSteps(index);
  return index.graph.steps
    .filter(
      (step) => !ending.has(step.name) && index.emittedBy(step).some((type) => index.consumersOf(type).length > 0),
    )
    .map((step) => ({
      code: "STEP_DEAD_END",
      message: `From the step ${step.name} no way leads to a stop event or an InputRequiredEvent.`,
      names: [step.name],
      hint: "Let it, or a step after it, emit the stop event; a step that only ends its branch has emits: [].",
      steps: [step.name],
    }));
}

/** Whether something makes this event: a step, the start, the outside, a failure. */
function hasSource(index: GraphIndex, type: string): boolean {
  return isEntry(index, type) || index.producersOf(type).length > 0;
}

function isEntry(index: GraphIndex, type: string): boolean {
  const role = index.events.get(type)?.role;
  return role === "start" || role === "humanResponse";
}

function reachedSteps(index: GraphIndex): ReadonlySet<string> {
  const types = new Set([...index.events.keys()].filter((type) => isEntry(index, type)));
  const reached = new Set<string>();
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false;
    for (const step of index.graph.steps) {
      if (reached.has(step.name) || !isReached(index, step, { types, reached })) continue;
      reached.add(step.name);
      for (const type of step.emitsAny === true ? index.events.keys() : step.emits) types.add(type);
      isGrowing = true;
    }
  }
  return reached;
}

interface Reached {
  readonly types: ReadonlySet<string>;
  readonly reached: ReadonlySet<string>;
}

function isReached(index: GraphIndex, step: StepNode, { types, reached }: Reached): boolean {
  if (step.recovers !== undefined) {
    const { steps } = step.recovers;
    return steps === "*" ? reached.size > 0 : steps.some((name) => reached.has(name));
  }
  if (step.input.kind === "joinOf") return step.accepts.every((type) => types.has(type));
  return index.acceptedBy(step).some((type) => types.has(type));
}

function endingSteps(index: GraphIndex): ReadonlySet<string> {
  const ending = new Set<string>();
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false;
    for (const step of index.graph.steps) {
      if (ending.has(step.name) || !isEnding(index, step, ending)) continue;
      ending.add(step.name);
      isGrowing = true;
    }
  }
  return ending;
}

function isEnding(index: GraphIndex, step: StepNode, ending: ReadonlySet<string>): boolean {
  if (step.emits.length === 0) return true;
  return step.emits.some((type) => {
    const role = index.events.get(type)?.role;
    return role === "stop" || role === "inputRequired" || index.consumersOf(type).some(({ name }) => ending.has(name));
  });
}

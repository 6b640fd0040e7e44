// The drawing of everything a definition allows: steps, events, and which leads to which.

import type { EventRole } from "../event/event-definition.ts";
import type { Drawing, DrawingEdge, DrawingNode, DrawingNodeKind } from "./drawing.ts";
import { indexGraph, type GraphIndex } from "./graph-index.ts";
import type { StepNode, WorkflowGraph } from "./workflow-graph.ts";

const KIND_OF_ROLE: Readonly<Record<EventRole, DrawingNodeKind>> = {
  plain: "event",
  start: "start",
  stop: "stop",
  inputRequired: "question",
  humanResponse: "answer",
  stepFailed: "event",
};

const USUAL_WORKERS = 4;
const PERSON = "person";

/** Draws everything a definition allows. */
export function flowDrawing(graph: WorkflowGraph): Drawing {
  const index = indexGraph(graph);
  const used = usedTypes(index);
  const nodes: DrawingNode[] = [];
  const place = (node: DrawingNode): void => {
    if (!nodes.some(({ id }) => id === node.id)) nodes.push(node);
  };
  // Events stand where they are first named, so that layouts follow the declaration.
  for (const step of graph.steps) {
    for (const type of index.acceptedBy(step)) if (used.has(type)) place(eventBox(index, type));
    place(stepBox(step));
    for (const type of step.emits) place(eventBox(index, type));
  }
  const people = peopleEdges(index, used);
  if (people.length > 0) place({ id: PERSON, kind: "person", label: "a person" });
  return {
    title: graph.name,
    of: "flow",
    nodes,
    edges: [...graph.steps.flatMap((step) => stepEdges(index, step, used)), ...people],
  };
}

function usedTypes({ graph, events }: GraphIndex): ReadonlySet<string> {
  const isDrawn = (type: string): boolean => events.get(type)?.role !== "stepFailed";
  const wildcards = graph.steps.filter(({ recovers }) => recovers?.steps === "*").flatMap(({ accepts }) => accepts);
  return new Set([
    ...graph.steps.flatMap(({ accepts, emits }) => [...accepts, ...emits]).filter(isDrawn),
    ...wildcards,
  ]);
}

function stepBox(step: StepNode): DrawingNode {
  const detail = detailOf(step);
  return {
    id: stepId(step.name),
    kind: step.recovers === undefined ? "step" : "recovery",
    label: step.name,
    ...(detail === "" ? {} : { detail }),
  };
}

function detailOf({ input, workers, maxAttempts, timeoutMs, recovers }: StepNode): string {
  return [
    input.kind === "collect" && (input.take === undefined ? "collects all" : `collects ${input.take}`),
    input.kind === "joinOf" && "joins one of each",
    recovers !== undefined && (recovers.steps === "*" ? "recovers any step" : "recovers"),
    workers !== USUAL_WORKERS && `${workers} ${workers === 1 ? "worker" : "workers"}`,
    maxAttempts !== undefined && maxAttempts > 1 && `up to ${maxAttempts} attempts`,
    timeoutMs !== undefined && `${timeoutMs} ms`,
  ]
    .filter((part) => part !== false)
    .join(" · ");
}

function eventBox({ events }: GraphIndex, type: string): DrawingNode {
  return { id: eventId(type), kind: KIND_OF_ROLE[events.get(type)?.role ?? "plain"], label: type };
}

function stepEdges(index: GraphIndex, step: StepNode, used: ReadonlySet<string>): readonly DrawingEdge[] {
  const id = stepId(step.name);
  const covered = step.recovers?.steps ?? [];
  return [
    ...index
      .acceptedBy(step)
      .filter((type) => used.has(type))
      .map((type) => ({ from: eventId(type), to: id, kind: "event" as const })),
    ...(covered === "*"
      ? []
      : covered.map((name) => ({ from: stepId(name), to: id, kind: "failure" as const, label: "fails" }))),
    ...step.emits.map((type) => ({ from: id, to: eventId(type), kind: "event" as const })),
  ];
}

/** A question goes to a person, who may answer with any of the answers. */
function peopleEdges({ events }: GraphIndex, used: ReadonlySet<string>): readonly DrawingEdge[] {
  const ofRole = (role: EventRole): readonly string[] => [...used].filter((type) => events.get(type)?.role === role);
  return [
    ...ofRole("inputRequired").map((type) => ({ from: eventId(type), to: PERSON, kind: "outside" as const })),
    ...ofRole("humanResponse").map((type) => ({ from: PERSON, to: eventId(type), kind: "outside" as const })),
  ];
}

function stepId(name: string): string {
  return `step:${name}`;
}

function eventId(type: string): string {
  return `event:${type}`;
}

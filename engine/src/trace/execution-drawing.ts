// The drawing of what one run did, from its records: an execution per box, an event per arrow.

import type { Drawing, DrawingEdge, DrawingNode, DrawingNodeState } from "../graph/drawing.ts";
import type { RecordBody } from "./record.ts";

/** Above this many executions, those of a step are drawn as one. */
const BOX_LIMIT = 300;

const START = "start";
const STOP = "stop";
const OUTSIDE = "outside";

interface DrawnExecution {
  readonly id: string;
  readonly step: string;
  eventIds: readonly string[];
  attempts: number;
  state: DrawingNodeState;
  /** The execution whose failure it handles. */
  recovers?: string;
}

interface DrawnEvent {
  readonly type: string;
  /** Box it comes from. */
  readonly from: string;
}

/** What has been read of a run so far. */
interface Reading {
  workflow: string;
  readonly executions: Map<string, DrawnExecution>;
  readonly events: Map<string, DrawnEvent>;
  /** Answers to waits: the execution that got the event. */
  readonly answers: (readonly [eventId: string, executionId: string])[];
  stopEventId?: string;
}

/**
 * Draws what a run did.
 *
 * @param records - The records of one run, in order; what has not happened yet is not drawn.
 */
export function executionDrawing(records: Iterable<RecordBody>): Drawing {
  const reading: Reading = { workflow: "", executions: new Map(), events: new Map(), answers: [] };
  for (const record of records) read(reading, record);
  const boxOf = reading.executions.size > BOX_LIMIT ? collapse(reading) : (id: string): string => id;
  const edges = mergeEdges(edgesOf(reading, boxOf));
  const nodes = [...boxes(reading, boxOf), ...ends(reading, edges)];
  return {
    title: reading.workflow,
    of: "execution",
    nodes: [...new Map(nodes.map((node) => [node.id, node])).values()],
    edges,
  };
}

function read(reading: Reading, record: RecordBody): void {
  const { executions, events } = reading;
  switch (record.kind) {
    case "run.started":
      reading.workflow = record.data.workflow;
      return;
    case "event.sent": {
      const { eventId, type, cause } = record.data;
      const from = cause.kind === "execution" ? cause.executionId : cause.kind === "run" ? START : OUTSIDE;
      events.set(eventId, { type, from });
      return;
    }
    case "step.queued": {
      const { executionId, step, eventIds } = record.data;
      if (!executions.has(executionId))
        executions.set(executionId, { id: executionId, step, eventIds, attempts: 0, state: "running" });
      return;
    }
    case "step.started":
      change(executions, record.data.executionId, (execution) => {
        execution.attempts = Math.max(execution.attempts, record.data.attempt + 1);
        execution.state = "running";
      });
      return;
    case "step.waiting":
    case "step.resumed":
    case "step.completed":
    case "step.failed":
    case "step.cancelled":
      change(executions, record.data.executionId, (execution) => {
        execution.state = STATE_AFTER[record.kind];
      });
      return;
    case "wait.matched":
      reading.answers.push([record.data.eventId, record.data.executionId]);
      return;
    case "recovery.started":
      change(executions, record.data.executionId, (execution) => {
        execution.recovers = record.data.failedExecutionId;
      });
      return;
    case "run.completed":
      reading.stopEventId = record.data.eventId;
      return;
    default:
      // Everything else changes neither boxes nor arrows.
      return;
  }
}

const STATE_AFTER = {
  "step.waiting": "waiting",
  "step.resumed": "running",
  "step.completed": "completed",
  "step.failed": "failed",
  "step.cancelled": "cancelled",
} as const satisfies Readonly<Record<string, DrawingNodeState>>;

function change(
  executions: ReadonlyMap<string, DrawnExecution>,
  id: string,
  apply: (execution: DrawnExecution) => void,
): void {
  const execution = executions.get(id);
  if (execution !== undefined) apply(execution);
}

/** Executions of a step share a box. */
function collapse({ executions }: Reading): (id: string) => string {
  return (id) => {
    const step = executions.get(id)?.step;
    return step === undefined ? id : `step:${step}`;
  };
}

function* edgesOf(reading: Reading, boxOf: (id: string) => string): Generator<DrawingEdge> {
  const { executions, events, answers, stopEventId } = reading;
  for (const execution of executions.values()) {
    if (execution.recovers !== undefined) {
      yield { from: boxOf(execution.recovers), to: boxOf(execution.id), kind: "failure", label: "fails" };
      continue;
    }
    for (const eventId of execution.eventIds) {
      const event = events.get(eventId);
      if (event !== undefined) yield eventEdge(event, boxOf(event.from), boxOf(execution.id));
    }
  }
  for (const [eventId, executionId] of answers) {
    const event = events.get(eventId);
    if (event !== undefined) yield eventEdge(event, boxOf(event.from), boxOf(executionId));
  }
  const stop = stopEventId === undefined ? undefined : events.get(stopEventId);
  if (stop !== undefined) yield eventEdge(stop, boxOf(stop.from), STOP);
}

function eventEdge({ type }: DrawnEvent, from: string, to: string): DrawingEdge {
  return { from, to, label: type, kind: from === OUTSIDE ? "outside" : "event" };
}

/** Equal arrows become one, with their number. */
function mergeEdges(edges: Iterable<DrawingEdge>): readonly DrawingEdge[] {
  const merged = new Map<string, { readonly edge: DrawingEdge; count: number }>();
  for (const edge of edges) {
    const key = [edge.from, edge.to, edge.label, edge.kind].join("\n");
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { edge, count: 1 });
    else known.count += 1;
  }
  return Array.from(merged.values(), ({ edge, count }) =>
    count === 1 ? edge : { ...edge, label: `${edge.label ?? ""} ×${count}` },
  );
}

function boxes({ executions }: Reading, boxOf: (id: string) => string): readonly DrawingNode[] {
  const groups = Map.groupBy(executions.values(), ({ id }) => boxOf(id));
  return Array.from(groups, ([id, group]): DrawingNode => {
    const [first] = group;
    const retried = group.filter(({ attempts }) => attempts > 1).length;
    const attempts = first?.attempts ?? 0;
    const failed = group.filter(({ state }) => state === "failed").length;
    const details =
      group.length === 1
        ? [attempts > 1 && `${attempts} attempts`]
        : [`×${group.length}`, failed > 0 && `${failed} failed`, retried > 0 && `${retried} retried`];
    const detail = details.filter((part) => part !== false).join(" · ");
    return {
      id,
      kind: group.some(({ recovers }) => recovers !== undefined) ? "recovery" : "step",
      label: first?.step ?? id,
      ...(detail === "" ? {} : { detail }),
      state: failed > 0 ? "failed" : (group.find(({ state }) => state !== "completed")?.state ?? "completed"),
    };
  });
}

/** Where the run began and ended, and the outside that answered, as far as arrows touch them. */
function ends({ stopEventId, events }: Reading, edges: readonly DrawingEdge[]): readonly DrawingNode[] {
  const touches = (id: string): boolean => edges.some(({ from, to }) => from === id || to === id);
  const stop: DrawingNode = { id: STOP, kind: "stop", label: events.get(stopEventId ?? "")?.type ?? "end" };
  const all: readonly DrawingNode[] = [
    { id: START, kind: "start", label: "start" },
    stop,
    { id: OUTSIDE, kind: "person", label: "outside" },
  ];
  return all.filter(({ id }) => touches(id));
}

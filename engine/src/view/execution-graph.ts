// The graph of what a run did: its executions, and the events that led from one to the next.

import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { allowedEdges, stepNodeId, stepTraits, type StepTraits } from "./definition-graph.ts";
import { graphNodeSums } from "./graph-sums.ts";
import type { GraphEdge, GraphModel, GraphNode } from "./graph-view.ts";
import type { RunView } from "./run-view.ts";
import { groupRowId } from "./timeline-rows.ts";
import { siblingGroups, type SiblingGroups } from "./sibling-groups.ts";

/** How an execution graph is drawn. */
export interface ExecutionGraphOptions {
  /** With the definition, steps that have not run yet stand in the graph too. @default none */
  readonly graph?: WorkflowGraph;
  /** More equal siblings than this become one node. @default 12 */
  readonly collapseAbove?: number;
  /** With more nodes than this, executions are collapsed by step. @default 300 */
  readonly maximumNodes?: number;
  /** The groups, where they are known already. @default computed */
  readonly groups?: SiblingGroups;
}

/** Which node each execution belongs to, and what each node is. */
class NodePlan {
  readonly nodeByExecution: string[] = [];
  readonly members = new Map<string, number[]>();
  readonly collecting = new Set<string>();
  isCollapsed = false;

  assign(executionIndex: number, nodeId: string): void {
    this.nodeByExecution[executionIndex] = nodeId;
    const members = this.members.get(nodeId);
    if (members === undefined) this.members.set(nodeId, [executionIndex]);
    else members.push(executionIndex);
  }
}

/** The executions that share a node because they fill one `collectEvents` set, by execution: the set's first. */
function collectSets(view: RunView): Map<number, number> {
  const firstByExecution = new Map<number, number>();
  const open = new Map<string, number>();
  for (const execution of view.executions) {
    for (const index of execution.collectedFrom ?? [])
      firstByExecution.set(index, Math.min(...(execution.collectedFrom ?? [])));
  }
  for (const execution of view.executions) {
    if (execution.collecting === undefined || firstByExecution.has(execution.index)) continue;
    const key = `${execution.step}\n${execution.collecting.bufferId}`;
    const first = open.get(key) ?? execution.index;
    open.set(key, first);
    firstByExecution.set(execution.index, first);
  }
  return firstByExecution;
}

function planByExecution(view: RunView, groups: SiblingGroups, collapseAbove: number): NodePlan {
  const plan = new NodePlan();
  const sets = collectSets(view);
  for (const execution of view.executions) {
    const group = groups.groups[groups.groupByExecution[execution.index] ?? -1];
    const first = view.executions[sets.get(execution.index) ?? -1];
    if (first !== undefined) {
      const nodeId = `collect:${first.id}`;
      plan.collecting.add(nodeId);
      plan.assign(execution.index, nodeId);
    } else if (group !== undefined && group.memberIndexes.length > collapseAbove) {
      plan.isCollapsed = true;
      plan.assign(execution.index, groupRowId(group.id));
    } else plan.assign(execution.index, execution.id);
  }
  return plan;
}

function planByStep(view: RunView): NodePlan {
  const plan = new NodePlan();
  plan.isCollapsed = true;
  for (const execution of view.executions) plan.assign(execution.index, stepNodeId(execution.step));
  return plan;
}

function nodesOf(view: RunView, plan: NodePlan, graph: WorkflowGraph | undefined): GraphNode[] {
  const traits = new Map<string, StepTraits>();
  const nodesPerStep = new Map<string, number>();
  for (const indexes of plan.members.values()) {
    const step = view.executions[indexes[0] ?? -1]?.step ?? "";
    nodesPerStep.set(step, (nodesPerStep.get(step) ?? 0) + 1);
    if (!traits.has(step)) traits.set(step, stepTraits(graph, step));
  }
  const ordinals = new Map<string, number>();
  return [...plan.members].map(([id, executionIndexes]) => {
    const first = view.executions[executionIndexes[0] ?? -1];
    const step = first?.step ?? "";
    const ordinal = (ordinals.get(step) ?? 0) + 1;
    ordinals.set(step, ordinal);
    const own = traits.get(step) ?? stepTraits(graph, step);
    return {
      id,
      kind: executionIndexes.length === 1 && id === first?.id ? "execution" : "group",
      step,
      executionIndexes,
      ordinal: (nodesPerStep.get(step) ?? 0) > 1 ? ordinal : 0,
      sums: graphNodeSums(view, executionIndexes),
      isCollecting: plan.collecting.has(id),
      ...own,
      needsPerson: own.needsPerson || executionIndexes.some((index) => (view.executions[index]?.waits.length ?? 0) > 0),
      isRecovery: own.isRecovery || first?.recovers !== undefined,
    };
  });
}

class EdgeCounter {
  readonly edges = new Map<string, GraphEdge & { count: number }>();

  add(edge: Pick<GraphEdge, "from" | "to" | "kind" | "eventType">, isTaken = true): void {
    const id = `${edge.kind}:${edge.from}→${edge.to}:${edge.eventType}`;
    const known = this.edges.get(id);
    if (known === undefined) this.edges.set(id, { ...edge, id, count: isTaken ? 1 : 0, isTaken });
    else if (isTaken) known.count += 1;
  }
}

function countEdges(view: RunView, plan: NodePlan): EdgeCounter {
  const counter = new EdgeCounter();
  const addFrom = (eventId: string | undefined, to: string, kind: "event" | "answer"): void => {
    const event = view.events[view.eventIndexById.get(eventId ?? "") ?? -1];
    const from = plan.nodeByExecution[event?.causeIndex ?? -1];
    if (event !== undefined && from !== undefined) counter.add({ from, to, kind, eventType: event.type });
  };
  for (const execution of view.executions) {
    const to = plan.nodeByExecution[execution.index] ?? execution.id;
    const failed = view.executionIndexById.get(execution.recovers?.executionId ?? "");
    const from = plan.nodeByExecution[failed ?? -1];
    if (from !== undefined) counter.add({ from, to, kind: "recovery", eventType: "StepFailed" });
    else for (const eventId of execution.inputEventIds) addFrom(eventId, to, "event");
    for (const wait of execution.waits) addFrom(wait.eventId, to, "answer");
  }
  return counter;
}

/** Steps that have not run stand where the definition would have put them: after the last of those before them. */
function addStepsNotTaken(
  model: { readonly nodes: GraphNode[]; readonly counter: EdgeCounter },
  graph: WorkflowGraph,
): void {
  const { nodes, counter } = model;
  const firstOf = new Map<string, string>();
  const lastOf = new Map<string, string>();
  for (const node of nodes) {
    if (!firstOf.has(node.step)) firstOf.set(node.step, node.id);
    lastOf.set(node.step, node.id);
  }
  const missing = new Set(graph.steps.map((step) => step.name).filter((step) => !firstOf.has(step)));
  const sums = { executions: 0, completed: 0, failed: 0, retries: 0, active: 0, totalMs: 0 };
  for (const step of missing) {
    const id = stepNodeId(step);
    nodes.push({
      id,
      kind: "step",
      step,
      executionIndexes: [],
      ordinal: 0,
      sums,
      isCollecting: false,
      ...stepTraits(graph, step),
    });
    firstOf.set(step, id);
    lastOf.set(step, id);
  }
  for (const { kind, eventType, fromStep, toStep } of allowedEdges(graph)) {
    if (!missing.has(fromStep) && !missing.has(toStep)) continue;
    const from = lastOf.get(fromStep);
    const to = firstOf.get(toStep);
    if (from !== undefined && to !== undefined) counter.add({ from, to, kind, eventType }, false);
  }
}

/**
 * The graph of a run's executions: one node for each, many equal siblings as one, the executions that fill one
 * `collectEvents` set as one. With more than 300 nodes, one node for each step.
 *
 * @example
 * ```ts
 * import { executionGraph, layoutGraph, RunFold } from "stepscope/view";
 *
 * const view = new RunFold().view();
 * if (view) console.log(layoutGraph(executionGraph(view)).width);
 * ```
 */
export function executionGraph(view: RunView, options: ExecutionGraphOptions = {}): GraphModel {
  const { graph, collapseAbove = 12, maximumNodes = 300 } = options;
  let plan = planByExecution(view, options.groups ?? siblingGroups(view), collapseAbove);
  if (plan.members.size > maximumNodes) plan = planByStep(view);
  const nodes = nodesOf(view, plan, graph);
  const counter = countEdges(view, plan);
  if (graph !== undefined) addStepsNotTaken({ nodes, counter }, graph);
  return { kind: "execution", nodes, edges: [...counter.edges.values()], isCollapsed: plan.isCollapsed };
}

/** The same graph with all nodes of a step as one: what is drawn when the whole takes too long. */
export function collapseByStep(model: GraphModel): GraphModel {
  const byStep = new Map<string, GraphNode[]>();
  for (const node of model.nodes) {
    const nodes = byStep.get(node.step);
    if (nodes === undefined) byStep.set(node.step, [node]);
    else nodes.push(node);
  }
  const stepOf = new Map(model.nodes.map((node) => [node.id, node.step]));
  const nodes = [...byStep].map(([step, parts]): GraphNode => {
    const sum = (pick: (node: GraphNode) => number): number => parts.reduce((total, node) => total + pick(node), 0);
    return {
      id: stepNodeId(step),
      kind: "step",
      step,
      executionIndexes: parts.flatMap((node) => node.executionIndexes),
      ordinal: 0,
      sums: {
        executions: sum((node) => node.sums.executions),
        completed: sum((node) => node.sums.completed),
        failed: sum((node) => node.sums.failed),
        retries: sum((node) => node.sums.retries),
        active: sum((node) => node.sums.active),
        totalMs: sum((node) => node.sums.totalMs),
      },
      isCollecting: parts.some((node) => node.isCollecting),
      isEntry: parts.some((node) => node.isEntry),
      isEnd: parts.some((node) => node.isEnd),
      needsPerson: parts.some((node) => node.needsPerson),
      isRecovery: parts.some((node) => node.isRecovery),
    };
  });
  const edges = new Map<string, GraphEdge & { count: number; isTaken: boolean }>();
  for (const edge of model.edges) {
    const from = stepNodeId(stepOf.get(edge.from) ?? "");
    const to = stepNodeId(stepOf.get(edge.to) ?? "");
    const id = `${edge.kind}:${from}→${to}:${edge.eventType}`;
    const known = edges.get(id);
    if (known === undefined) edges.set(id, { ...edge, id, from, to });
    else {
      known.count += edge.count;
      known.isTaken ||= edge.isTaken;
    }
  }
  return { kind: model.kind, nodes, edges: [...edges.values()], isCollapsed: true };
}

// The state of a run before its first tick.

import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { FreshQueue } from "./fresh-queue.ts";
import { IdQueue } from "./id-queue.ts";
import { routingTable } from "./routing-table.ts";
import { REDUCER_VERSION, type RunState, type ScopeState, type StepState } from "./run-state.ts";
import { createScope, ROOT_SCOPE_ID } from "./scope-tree.ts";
import { EMPTY_STORE } from "./store-tree.ts";

/** The state of a run before its first tick. */
export function createRunState(graph: WorkflowGraph, runId: string): RunState {
  const routing = routingTable(graph);
  const stepList: readonly StepState[] = graph.steps.map((node) => ({
    name: node.name,
    node,
    queue: new IdQueue(),
    fresh: new FreshQueue(),
    slots: [],
    free: [],
    queuedTotal: 0,
    completed: 0,
    failed: 0,
    retries: 0,
  }));
  return {
    reducerVersion: REDUCER_VERSION,
    runId,
    graph,
    routing,
    status: "queued",
    segment: 0,
    seq: 0,
    startedAtMs: 0,
    timeoutMs: undefined,
    endedAtMs: undefined,
    counters: { events: 0, executions: 0, timers: 0 },
    events: new Map(),
    executions: new Map(),
    steps: new Map(stepList.map((step) => [step.name, step])),
    stepList,
    waiters: new Map(),
    waitersByType: new Map(),
    kept: new Map(),
    questions: new Set(),
    buffers: new Map(),
    timers: new Map(),
    scopes: routing.hasJoins ? new Map([[ROOT_SCOPE_ID, createRootScope()]]) : new Map(),
    busy: 0,
    store: EMPTY_STORE,
    result: undefined,
    stopEventId: undefined,
    stopEvent: undefined,
    error: undefined,
    ending: undefined,
    recent: { steps: [], unhandled: [] },
  };
}

function createRootScope(): ScopeState {
  return createScope({ id: ROOT_SCOPE_ID, parentId: undefined, branch: 0, step: undefined, isSealed: true });
}

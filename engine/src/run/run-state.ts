// The state of one run, as the reducer keeps it: everything that decides what happens next, and nothing else.
// Changed in place by the reducer only. Ids are deterministic (`e12`, `x7`): they are counted, never drawn.

import type { EncodedValue, Json } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import type { EventCause } from "../event/event-meta.ts";
import type { EventOrigin } from "../trace/record.ts";
import type { RunStatus } from "../trace/run-status.ts";

/** Version of the reducer's rules; part of the state, so an old journal replays by the rules it was made with. */
export const REDUCER_VERSION = 1;

/** An event that something still refers to; it leaves the state with its last reference. */
export interface EventState {
  readonly id: string;
  readonly type: string;
  readonly payload: EncodedValue;
  readonly cause: EventCause;
  readonly origin: EventOrigin;
  readonly target?: string;
  readonly seq: number;
  readonly timeMs: number;
  /** How many queues, executions, buffers and waiters hold it. */
  references: number;
  /** The fan-out it is a branch of, and how many recoveries its lineage has used, per handler. */
  readonly fanOutId?: string;
  readonly recoveries?: Readonly<Record<string, number>>;
}

/** One step's handling of one event (or one joined set), from queued to its end, over all its attempts. */
export interface ExecutionState {
  readonly id: string;
  readonly step: string;
  readonly eventIds: readonly string[];
  phase: "queued" | "starting" | "running" | "waiting" | "backingOff";
  /** Counted from 0. */
  attempt: number;
  /** Slot it holds, from 0; -1 when it holds none. */
  worker: number;
  readonly queuedAtMs: number;
  firstStartedAtMs?: number;
  startedAtMs?: number;
  lastError?: ErrorData;
  lastFailedAtMs?: number;
  /** When its back-off ends. */
  dueMs?: number;
  /** The waiter it is parked on. */
  waiterId?: string;
}

/** One step's queue and slots. */
export interface StepState {
  readonly name: string;
  /** Execution ids, first in first out. */
  readonly queue: Iterable<string> & { readonly size: number };
  /** Slot → execution id, or undefined when free. */
  readonly slots: (string | undefined)[];
  queuedTotal: number;
  completed: number;
  failed: number;
  retries: number;
}

/** A step parked in `waitForEvent`. */
export interface WaiterState {
  readonly id: string;
  readonly executionId: string;
  readonly step: string;
  readonly eventType: string;
  readonly where?: EncodedValue;
  readonly deadlineMs?: number;
  readonly sinceMs: number;
}

/** What `collectEvents` holds for one step and buffer id. */
export interface CollectBufferState {
  readonly step: string;
  readonly bufferId: string;
  /** The asked multiset, in order. */
  classes: readonly string[];
  /** Event ids, oldest first, per class. */
  readonly have: Map<string, string[]>;
}

/** A timer the runtime must ring. */
export interface TimerState {
  readonly id: string;
  readonly purpose: "runTimeout" | "retry" | "waitTimeout";
  readonly dueMs: number;
  readonly executionId?: string;
}

/** The state of one run. Maps iterate in insertion order, which is part of the rules. */
export interface RunState {
  readonly reducerVersion: number;
  readonly runId: string;
  readonly graph: WorkflowGraph;
  status: RunStatus;
  /** Sequence number of the last record that was reduced. */
  seq: number;
  startedAtMs: number;
  endedAtMs?: number;
  readonly events: Map<string, EventState>;
  /** Unfinished executions only. */
  readonly executions: Map<string, ExecutionState>;
  readonly steps: Map<string, StepState>;
  readonly waiters: Map<string, WaiterState>;
  readonly buffers: Map<string, CollectBufferState>;
  readonly timers: Map<string, TimerState>;
  /** The run's store, encoded. Replaced along the path of each write; untouched parts keep their reference. */
  store: EncodedValue;
  result?: EncodedValue;
  error?: ErrorData;
  /** Joins, kept responses, once results, counters: the reducer's own, see the reducer's files. */
  readonly more: Json | object;
}

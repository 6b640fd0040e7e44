// The state of one run, as the reducer keeps it: everything that decides what happens next, and nothing else.
// Changed in place by the reducer only. Ids are deterministic (`e12`, `x7`): they are counted, never drawn.

import type { EncodedValue } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { EventRole } from "../event/event-definition.ts";
import type { EventCause } from "../event/event-meta.ts";
import type { StepNode, WorkflowGraph } from "../graph/workflow-graph.ts";
import type { EventOrigin } from "../trace/record.ts";
import type { RunStatus } from "../trace/run-status.ts";
import type { FreshQueue } from "./fresh-queue.ts";
import type { IdQueue } from "./id-queue.ts";
import type { RoutingTable } from "./routing-table.ts";

/** Version of the reducer's rules; part of the state, so an old journal replays by the rules it was made with. */
export const REDUCER_VERSION = 1;

/** How a wait ended. */
export type WaitOutcome = "matched" | "timedOut";

/** How many recoveries the ancestors of something have used, per handler. */
export type RecoveryCounts = Readonly<Record<string, number>>;

/** An event that something still refers to; it leaves the state with its last reference. */
export interface EventState {
  readonly id: string;
  readonly type: string;
  readonly payload: EncodedValue;
  readonly cause: EventCause;
  readonly origin: EventOrigin;
  readonly target: string | undefined;
  /** What it is for, where the graph does not know its type. */
  readonly role: EventRole | undefined;
  readonly seq: number;
  readonly timeMs: number;
  /** How many queues, executions, buffers and waiters hold it. */
  references: number;
  /** The fan-out it is a branch of; kept only where the workflow has typed joins. */
  scopeId: string | undefined;
  /** Its place among the branches of that fan-out. */
  branch: number;
  recoveries: RecoveryCounts | undefined;
  /** The live instance, in the process that has one; no part of what is replayed or kept. */
  live: unknown;
}

/** An answer that an execution has had; a repeat of its code gets it at once. */
export interface AnswerState {
  readonly waiterId: string;
  readonly outcome: WaitOutcome;
  readonly eventId: string | undefined;
}

/** What an execution gave to one `collectEvents` buffer, and the set it was given when its event completed one. */
export interface CollectedState {
  readonly bufferId: string;
  readonly eventId: string;
  readonly fired: readonly string[] | undefined;
}

/** What an execution is doing. `starting` has a slot that the runtime has not used yet. */
export type ExecutionPhase = "queued" | "starting" | "running" | "waiting" | "backingOff";

/** One step's handling of one event (or one joined set), from queued to its end, over all its attempts. */
export interface ExecutionState {
  readonly id: string;
  readonly step: string;
  readonly eventIds: readonly string[];
  phase: ExecutionPhase;
  /** Counted from 0. */
  attempt: number;
  /** Slot it holds, from 0; -1 when it holds none. */
  worker: number;
  /** When this attempt became ready. */
  queuedAtMs: number;
  firstStartedAtMs: number | undefined;
  startedAtMs: number | undefined;
  lastError: ErrorData | undefined;
  lastFailedAtMs: number | undefined;
  /** When its back-off ends. */
  dueMs: number | undefined;
  /** Open waits. */
  waiterIds: string[] | undefined;
  /** Outcomes of waits that its parked code has still to be handed, once it has a slot. */
  wakes: AnswerState[] | undefined;
  /** Parked by an earlier process: there is no code to wake, so it starts from the top. */
  isDetached: boolean;
  answers: AnswerState[] | undefined;
  collected: CollectedState[] | undefined;
  once: Map<string, EncodedValue> | undefined;
  /** Key → event id of sends that happen once. */
  sentKeys: Map<string, string> | undefined;
  /** How many events it has sent so far, and those it has returned. */
  sent: number;
  returned: string[] | undefined;
  /** Child runs under way. */
  children: string[] | undefined;
  /** The fan-out it is a branch of, and which branch. */
  scopeId: string | undefined;
  branch: number;
  recoveries: RecoveryCounts | undefined;
  /** The attempt that runs, in the process that runs it; no part of what is replayed or kept. */
  live: unknown;
}

/** One step's queue and slots. */
export interface StepState {
  readonly name: string;
  readonly node: StepNode;
  /** Ids of executions that wait for a slot, first in first out; they come before what is fresh. */
  readonly queue: IdQueue;
  /** Events whose executions have not had a slot yet. */
  readonly fresh: FreshQueue;
  /** Slot → execution id, or undefined when free. */
  readonly slots: (string | undefined)[];
  /** Free slots below `slots.length`. */
  readonly free: number[];
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
  readonly where: EncodedValue | undefined;
  readonly deadlineMs: number | undefined;
  readonly timerId: string | undefined;
  readonly sinceMs: number;
}

/** What `collectEvents` holds for one step and buffer id. */
export interface CollectBufferState {
  readonly step: string;
  readonly bufferId: string;
  /** The asked multiset, in order. */
  classes: readonly string[];
  /** How many of each, where it is more than one. */
  counts: readonly number[] | undefined;
  /** Event ids, oldest first, per class. */
  readonly have: Map<string, IdQueue>;
  /** How many events it holds in all. */
  size: number;
}

/** A timer the runtime must ring. */
export interface TimerState {
  readonly id: string;
  readonly purpose: "runTimeout" | "retry" | "waitTimeout";
  readonly dueMs: number;
  readonly executionId: string | undefined;
  readonly waiterId: string | undefined;
}

/** One event that waits for the rest of its set in a typed join. */
export interface JoinEntry {
  readonly eventId: string;
  readonly branch: number;
}

/** A fan-out: everything one execution emitted, until all of it has been joined or has dropped out. */
export interface ScopeState {
  /** The id of the execution that opened it; `run` for the run's own. */
  readonly id: string;
  readonly parentId: string | undefined;
  /** Its opener's place among the branches of the parent. */
  readonly branch: number;
  /** The step that opened it. */
  readonly step: string | undefined;
  /** Executions and inner fan-outs that are not over. */
  open: number;
  /** Events its opener has emitted so far. */
  emitted: number;
  /** Its opener has completed: no further branches. */
  isSealed: boolean;
  /** Not a fan-out after all (one event): its members belong to the parent. */
  isDissolved: boolean;
  readonly entries: Map<string, JoinEntry[]>;
  /** Joins that fired: `here` for this fan-out itself, `inside` for one inside it. */
  readonly fired: Map<string, "here" | "inside">;
}

/** What a stalled run says of itself. */
export interface RecentState {
  /** Steps that completed last, newest last. */
  readonly steps: string[];
  /** Events nobody wanted, newest last. */
  readonly unhandled: { readonly eventId: string; readonly type: string }[];
}

/** What is said of a run that ended without a result. */
export interface EndingState {
  readonly afterMs?: number;
  readonly activeSteps?: readonly string[];
  readonly reason?: string;
  readonly summary?: string;
  readonly report?: StallReport;
}

type Counts = Readonly<Record<string, number>>;

/** What a stalled run knows of why. */
export interface StallReport {
  readonly lastSteps: readonly string[];
  readonly unhandled: readonly { readonly eventId: string; readonly type: string }[];
  readonly buffers: readonly {
    readonly step: string;
    readonly bufferId: string;
    readonly have: Counts;
    readonly need: Counts;
  }[];
  readonly joins: readonly {
    readonly joinId: string;
    readonly step: string;
    readonly have: readonly string[];
    readonly need: readonly string[];
  }[];
}

/** The counters behind the ids. */
export interface RunCounters {
  events: number;
  executions: number;
  timers: number;
}

/** The state of one run. Maps iterate in insertion order, which is part of the rules. */
export interface RunState {
  readonly reducerVersion: number;
  readonly runId: string;
  readonly graph: WorkflowGraph;
  readonly routing: RoutingTable;
  status: RunStatus;
  segment: number;
  /** Sequence number of the last record that was reduced or derived. */
  seq: number;
  startedAtMs: number;
  timeoutMs: number | undefined;
  endedAtMs: number | undefined;
  readonly counters: RunCounters;
  readonly events: Map<string, EventState>;
  /** Unfinished executions, but for those that are rows of a step's `fresh` queue: see `unfinishedExecutions`. */
  readonly executions: Map<string, ExecutionState>;
  readonly steps: Map<string, StepState>;
  /** The same, by index in the graph. */
  readonly stepList: readonly StepState[];
  readonly waiters: Map<string, WaiterState>;
  /** By event type: ids of waiters, oldest first. */
  readonly waitersByType: Map<string, Set<string>>;
  /** Early responses nobody has asked for yet: event ids by type, oldest first. */
  readonly kept: Map<string, Set<string>>;
  /** Questions inside fan-outs that no answer has come to, oldest first. */
  readonly questions: Set<string>;
  readonly buffers: Map<string, CollectBufferState>;
  readonly timers: Map<string, TimerState>;
  readonly scopes: Map<string, ScopeState>;
  /** Executions that are queued, starting, running or backing off: while there are any, the run is not idle. */
  busy: number;
  /**
   * The run's store, encoded. Parts of it that are not frozen belong to the reducer and change in place:
   * read it through `readStore`, which freezes what it gives.
   */
  store: EncodedValue;
  result: EncodedValue | undefined;
  stopEventId: string | undefined;
  /** The event that ended the run, in the process that saw it. */
  stopEvent: EventState | undefined;
  error: ErrorData | undefined;
  ending: EndingState | undefined;
  readonly recent: RecentState;
}

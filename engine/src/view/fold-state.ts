// What a fold keeps while it reads records: the run view's parts, still open for writing.

import type { AttemptView, ExecutionView, LlmTotals, WaitView } from "./execution-view.ts";
import type { NumberColumn, RunClock } from "./run-clock.ts";
import type {
  ChildRunView,
  EventView,
  IdleView,
  LogView,
  PublishedView,
  RunTotals,
  RunView,
  SegmentView,
  SpanView,
  StateChangeView,
} from "./run-view.ts";

type DraftValue<V> = [V] extends [readonly (infer E)[]] ? E[] : V;
type Draft<T> = { -readonly [K in keyof T]: DraftValue<T[K]> };

export type AttemptDraft = Draft<AttemptView>;
export type WaitDraft = Draft<WaitView>;
export type LlmDraft = Draft<LlmTotals>;
export type SpanDraft = Draft<SpanView>;
export type EventDraft = Draft<EventView>;
export type ChildRunDraft = Draft<ChildRunView>;
export type IdleDraft = Draft<IdleView>;
export type ExecutionDraft = Omit<Draft<ExecutionView>, "attempts" | "waits" | "llm"> & {
  attempts: AttemptDraft[];
  waits: WaitDraft[];
  llm: LlmDraft;
  /** When its next attempt became ready, after a wait or a new queueing. */
  readyMs: number;
};
export type TotalsDraft = Omit<Draft<RunTotals>, "llm"> & { llm: LlmDraft };

/** The parts that are one value per run. */
export type HeadDraft = Draft<
  Omit<
    RunView,
    | "executions"
    | "executionIndexById"
    | "events"
    | "eventIndexById"
    | "spans"
    | "spanIndexById"
    | "childRuns"
    | "logs"
    | "stateChanges"
    | "published"
    | "segments"
    | "idle"
    | "totals"
    | "recordMs"
  >
>;

/** The whole of a fold's memory. */
export interface FoldState {
  readonly clock: RunClock;
  readonly head: HeadDraft;
  readonly executions: ExecutionDraft[];
  readonly executionIndexById: Map<string, number>;
  readonly ordinals: Map<string, number>;
  /** Executions that have not ended. */
  readonly open: Set<ExecutionDraft>;
  /** Recoveries whose execution is not there yet, by its id. */
  readonly recoveries: Map<string, { readonly executionId: string; readonly step: string }>;
  /** How many events each collect buffer holds. */
  readonly held: Map<string, number>;
  readonly events: EventDraft[];
  readonly eventIndexById: Map<string, number>;
  readonly spans: SpanDraft[];
  readonly spanIndexById: Map<string, number>;
  /** Spans whose parent span was not there yet, by its id. */
  readonly orphans: Map<string, number[]>;
  readonly childRuns: ChildRunDraft[];
  readonly childIndexById: Map<string, number>;
  readonly logs: LogView[];
  readonly stateChanges: StateChangeView[];
  readonly published: PublishedView[];
  readonly segments: Draft<SegmentView>[];
  readonly idle: IdleDraft[];
  readonly totals: TotalsDraft;
  readonly recordMs: NumberColumn;
}

/** Sums of no calls at all. */
export function emptyLlmTotals(): LlmDraft {
  return { calls: 0, failedCalls: 0, promptTokens: 0, completionTokens: 0, totalTokens: 0, costUsd: 0 };
}

/** The execution with this id, or undefined when the journal never queued it. */
export function draftOf(state: FoldState, executionId: string | undefined): ExecutionDraft | undefined {
  if (executionId === undefined) return undefined;
  const index = state.executionIndexById.get(executionId);
  return index === undefined ? undefined : state.executions[index];
}

/** Index of the execution with this id; -1 when there is none. */
export function indexOfExecution(state: FoldState, executionId: string | undefined): number {
  if (executionId === undefined) return -1;
  return state.executionIndexById.get(executionId) ?? -1;
}

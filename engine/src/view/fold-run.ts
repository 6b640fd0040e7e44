// Folds a run's records, chunk by chunk, into its view.

import type { RunRecord } from "../trace/record.ts";
import type { SpanData } from "../trace/span-data.ts";
import { closeUnfinished, foldExecutionRecord } from "./fold-executions.ts";
import { closeIdle, foldOpening, foldPlace, foldResumedRun, foldTerminal } from "./fold-head.ts";
import { foldEvent, foldLog, foldPublished, foldRecovery, foldStateChange } from "./fold-notes.ts";
import { emptyLlmTotals, type FoldState, type HeadDraft } from "./fold-state.ts";
import { foldLlmCall, foldSpan } from "./fold-spans.ts";
import { foldCollect } from "./fold-waits.ts";
import { NumberColumn, RunClock } from "./run-clock.ts";
import type { RunView } from "./run-view.ts";

/** Opens a fold at the first record there is; the times of records kept elsewhere are taken for the start. */
function openState(first: RunRecord): FoldState {
  const recordMs = new NumberColumn();
  for (let seq = 1; seq < first.seq; seq++) recordMs.push(0);
  const head: HeadDraft = {
    runId: first.runId,
    workflow: "",
    definitionHash: "",
    status: "running",
    startedAtMs: first.timeMs,
    lastMs: 0,
    lastSeq: first.seq - 1,
    tags: [],
  };
  return {
    clock: new RunClock(first),
    head,
    executions: [],
    executionIndexById: new Map(),
    ordinals: new Map(),
    open: new Set(),
    recoveries: new Map(),
    held: new Map(),
    events: [],
    eventIndexById: new Map(),
    spans: [],
    spanIndexById: new Map(),
    orphans: new Map(),
    childRuns: [],
    childIndexById: new Map(),
    logs: [],
    stateChanges: [],
    published: [],
    segments: [],
    idle: [],
    totals: {
      executions: 0,
      attempts: 0,
      retries: 0,
      failedExecutions: 0,
      waitingMs: 0,
      activeMs: 0,
      llm: emptyLlmTotals(),
    },
    recordMs,
  };
}

function foldBody(state: FoldState, record: RunRecord, atMs: number): void {
  switch (record.kind) {
    case "run.started":
      return foldOpening(state.head, record);
    case "run.forked":
      state.head.forkedFrom = { runId: record.data.fromRunId, seq: record.data.fromSeq };
      return;
    case "run.idle":
      state.idle.push({ fromMs: atMs, fromSeq: record.seq, waitingFor: [...record.data.waitingFor] });
      state.head.status = "waiting";
      return;
    case "run.completed":
    case "run.failed":
    case "run.timedOut":
    case "run.cancelled":
    case "run.stalled":
      foldTerminal(state, record, atMs);
      return;
    case "event.sent":
      return foldEvent(state, record, atMs);
    case "event.unhandled": {
      const event = state.events[state.eventIndexById.get(record.data.eventId) ?? -1];
      if (event !== undefined) event.unhandled = true;
      return;
    }
    case "stream.published":
      return foldPublished(state, record, atMs);
    case "recovery.started":
      return foldRecovery(state, record);
    case "state.changed":
      return foldStateChange(state, record, atMs);
    case "log":
      return foldLog(state, record, atMs);
    case "llm.called":
      return foldLlmCall(state, record, atMs);
    case "collect.buffered":
    case "collect.fired":
      return foldCollect(state, record);
    case "run.resumed":
    case "join.opened":
    case "join.fired":
    case "once.stored":
    case "timer.due":
      return;
    default:
      foldExecutionRecord(state, record, atMs);
  }
}

/**
 * Folds a run's records into a {@link RunView}, chunk by chunk. Records come in order of their `seq`;
 * those already taken are passed over, so overlapping chunks and a live tail need no care.
 *
 * @example
 * ```ts
 * import { RunFold } from "stepscope/view";
 *
 * const fold = new RunFold();
 * fold.append([]);
 * console.log(fold.view()?.status);
 * ```
 */
export class RunFold {
  #state: FoldState | undefined;
  /** Spans that came before any record. */
  readonly #early: SpanData[] = [];

  /** Takes the next records, in order. */
  append(records: readonly RunRecord[]): void {
    const first = records[0];
    if (first === undefined) return;
    const state = (this.#state ??= openState(first));
    for (const record of records) {
      if (record.seq > state.head.lastSeq) this.#fold(state, record);
    }
    for (const span of this.#early.splice(0)) foldSpan(state, span);
  }

  /** Takes finished spans, in any order; after the records of the executions they ran in. */
  appendSpans(spans: readonly SpanData[]): void {
    const state = this.#state;
    if (state === undefined) this.#early.push(...spans);
    else for (const span of spans) foldSpan(state, span);
  }

  /** The run so far; undefined before its first record. Later chunks go on in the same lists: ask again after each. */
  view(): RunView | undefined {
    const state = this.#state;
    if (state === undefined) return undefined;
    const { head, totals } = state;
    if (head.endedMs !== undefined) closeUnfinished(state, head.endedMs);
    const idle = state.idle.at(-1);
    const openIdleMs = idle !== undefined && idle.toMs === undefined ? head.lastMs - idle.fromMs : 0;
    const waitingMs = totals.waitingMs + openIdleMs;
    return {
      ...head,
      executions: state.executions,
      executionIndexById: state.executionIndexById,
      events: state.events,
      eventIndexById: state.eventIndexById,
      spans: state.spans,
      spanIndexById: state.spanIndexById,
      childRuns: state.childRuns,
      logs: state.logs,
      stateChanges: state.stateChanges,
      published: state.published,
      segments: state.segments,
      idle: state.idle,
      totals: { ...totals, waitingMs, activeMs: Math.max(0, (head.endedMs ?? head.lastMs) - waitingMs) },
      recordMs: state.recordMs.view(),
    };
  }

  #fold(state: FoldState, record: RunRecord): void {
    const atMs = state.clock.next(record);
    closeIdle(state, record, atMs);
    if (record.kind === "run.resumed") foldResumedRun(state, record, atMs);
    foldPlace(state, record, atMs);
    foldBody(state, record, atMs);
  }
}

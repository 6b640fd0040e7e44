// Folds spans and `llm.called` records into one span tree on the run's own time axis.

import type { RecordOf } from "../trace/record.ts";
import type { SpanData } from "../trace/span-data.ts";
import {
  draftOf,
  indexOfExecution,
  type ExecutionDraft,
  type FoldState,
  type LlmDraft,
  type SpanDraft,
} from "./fold-state.ts";

function addCall(sums: LlmDraft, data: RecordOf<"llm.called">["data"]): void {
  sums.calls += 1;
  if (data.status === "error") sums.failedCalls += 1;
  const prompt = data.promptTokens ?? 0;
  const completion = data.completionTokens ?? 0;
  sums.promptTokens += prompt;
  sums.completionTokens += completion;
  sums.totalTokens += data.totalTokens ?? prompt + completion;
  sums.costUsd += data.costUsd ?? 0;
}

/** `llm.called`: sums for the run and its execution, and a span that stands in until the stored one comes. */
export function foldLlmCall(state: FoldState, record: RecordOf<"llm.called">, atMs: number): void {
  const { data } = record;
  const execution = draftOf(state, data.executionId);
  addCall(state.totals.llm, data);
  if (execution !== undefined) {
    addCall(execution.llm, data);
    execution.lastSeq = record.seq;
  }
  const known = state.spans[state.spanIndexById.get(data.spanId) ?? -1];
  if (known !== undefined) {
    known.seq = record.seq;
    return;
  }
  const span: SpanDraft = {
    index: state.spans.length,
    spanId: data.spanId,
    parentIndex: -1,
    childIndexes: [],
    executionIndex: execution?.index ?? -1,
    attempt: execution?.attempts.at(-1)?.number ?? -1,
    name: `chat ${data.model}`,
    kind: "LLM",
    startMs: Math.max(0, atMs - data.durationMs),
    endMs: atMs,
    status: data.status === "error" ? "error" : "ok",
    seq: record.seq,
    model: data.model,
    provider: data.provider,
  };
  if (data.promptTokens !== undefined) span.promptTokens = data.promptTokens;
  if (data.completionTokens !== undefined) span.completionTokens = data.completionTokens;
  if (data.costUsd !== undefined) span.costUsd = data.costUsd;
  state.spans.push(span);
  state.spanIndexById.set(data.spanId, span.index);
  attach(state, span);
}

/** Puts a span among its siblings, which stand by start. */
function insertByStart(state: FoldState, siblings: number[], index: number): void {
  const startMs = state.spans[index]?.startMs ?? 0;
  let at = siblings.length;
  while (at > 0 && (state.spans[siblings[at - 1] ?? -1]?.startMs ?? 0) > startMs) at -= 1;
  siblings.splice(at, 0, index);
}

function siblingsOf(state: FoldState, span: SpanDraft): number[] | undefined {
  const parent = state.spans[span.parentIndex];
  return parent === undefined ? state.executions[span.executionIndex]?.spanIndexes : parent.childIndexes;
}

function attach(state: FoldState, span: SpanDraft): void {
  const siblings = siblingsOf(state, span);
  if (siblings !== undefined) insertByStart(state, siblings, span.index);
}

function detach(state: FoldState, span: SpanDraft): void {
  const siblings = siblingsOf(state, span);
  const at = siblings?.indexOf(span.index) ?? -1;
  if (at >= 0) siblings?.splice(at, 1);
}

/** Wall-clock spans are placed by the attempt they ran in, so a clock that jumped between two attempts does not move them. */
function place(
  state: FoldState,
  execution: ExecutionDraft | undefined,
  data: SpanData,
): { startMs: number; attempt: number } {
  const attempt =
    execution?.attempts.findLast((one) => one.spanId !== undefined && one.spanId === data.parentSpanId) ??
    execution?.attempts.findLast((one) => one.startedAtMs <= data.startTimeMs) ??
    execution?.attempts[0];
  if (attempt === undefined) return { startMs: Math.max(0, data.startTimeMs - state.head.startedAtMs), attempt: -1 };
  const startMs = attempt.startedMs + Math.max(0, data.startTimeMs - attempt.startedAtMs);
  return { startMs, attempt: attempt.number };
}

function describe(span: SpanDraft, data: SpanData): void {
  span.name = data.name;
  span.kind = data.kind;
  span.status = data.status;
  span.data = data;
  if (data.model !== undefined) span.model = data.model;
  if (data.provider !== undefined) span.provider = data.provider;
  if (data.promptTokens !== undefined) span.promptTokens = data.promptTokens;
  if (data.completionTokens !== undefined) span.completionTokens = data.completionTokens;
  if (data.costUsd !== undefined) span.costUsd = data.costUsd;
  if (data.timeToFirstTokenMs !== undefined) span.firstTokenMs = span.startMs + data.timeToFirstTokenMs;
  const code = data.error?.status ?? data.error?.code;
  if (code !== undefined) span.errorCode = code;
}

/** Whether `ancestor` is the span itself or one it is in. */
function isInside(state: FoldState, span: SpanDraft, ancestor: SpanDraft): boolean {
  for (let at: SpanDraft | undefined = span; at !== undefined; at = state.spans[at.parentIndex]) {
    if (at === ancestor) return true;
  }
  return false;
}

function adopt(state: FoldState, span: SpanDraft, parent: SpanDraft): void {
  if (isInside(state, parent, span)) return;
  detach(state, span);
  span.parentIndex = parent.index;
  attach(state, span);
}

function linkToParent(state: FoldState, span: SpanDraft, parentSpanId: string | undefined): void {
  if (parentSpanId === undefined) return;
  const parent = state.spans[state.spanIndexById.get(parentSpanId) ?? -1];
  if (parent !== undefined) {
    adopt(state, span, parent);
    return;
  }
  const waiting = state.orphans.get(parentSpanId);
  if (waiting === undefined) state.orphans.set(parentSpanId, [span.index]);
  else waiting.push(span.index);
}

/** A span that comes again, now with the attributes that a first, lighter reading left out. */
function isFuller(data: SpanData, known: SpanData): boolean {
  return Object.keys(data.attributes).length > Object.keys(known.attributes).length;
}

/** Takes a stored span; it replaces the stand-in of its `llm.called` record. Taken twice, the fuller one is kept. */
export function foldSpan(state: FoldState, data: SpanData): void {
  const known = state.spans[state.spanIndexById.get(data.spanId) ?? -1];
  if (known?.data !== undefined) {
    if (isFuller(data, known.data)) describe(known, data);
    return;
  }
  const execution = draftOf(state, data.executionId);
  const { startMs, attempt } = place(state, execution, data);
  const durationMs = Math.max(0, data.endTimeMs - data.startTimeMs);
  const span: SpanDraft = known ?? {
    index: state.spans.length,
    spanId: data.spanId,
    parentIndex: -1,
    childIndexes: [],
    executionIndex: indexOfExecution(state, data.executionId),
    attempt,
    name: data.name,
    kind: data.kind,
    startMs,
    endMs: startMs + durationMs,
    status: data.status,
  };
  if (known === undefined) {
    state.spans.push(span);
    state.spanIndexById.set(data.spanId, span.index);
  } else {
    detach(state, known);
    known.startMs = startMs;
    known.endMs = startMs + durationMs;
    if (attempt >= 0) known.attempt = attempt;
    if (execution !== undefined) known.executionIndex = execution.index;
  }
  describe(span, data);
  attach(state, span);
  linkToParent(state, span, data.parentSpanId);
  for (const child of state.orphans.get(data.spanId) ?? []) {
    const orphan = state.spans[child];
    if (orphan !== undefined) adopt(state, orphan, span);
  }
  state.orphans.delete(data.spanId);
}

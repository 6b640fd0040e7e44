// Starts the root span of a run segment: decides its parent, its identity, and what it says at its creation.

import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
} from "@opentelemetry/api";
import {
  INPUT_MIME_TYPE,
  INPUT_VALUE,
  METADATA,
  OpenInferenceSpanKind,
  SemanticConventions,
  SESSION_ID,
  TAG_TAGS,
  USER_ID,
} from "@arizeai/openinference-semantic-conventions";

import type { Json } from "../../codec/encoded-value.ts";
import type { RecordData } from "../../trace/record.ts";
import type { RunTracer } from "../../trace/run-tracer.ts";
import type { RunOpening } from "../../trace/sink.ts";
import { writeInterruptedSpans } from "./interrupted-spans.ts";
import { findLiveRun, rememberLiveRun, type LiveRunEntry } from "./live-runs.ts";
import { withRunIdentity, type RunIdentity } from "./openinference-context.ts";
import { payloadText } from "./payload-text.ts";
import { RunSpans, type TracedRecord } from "./run-spans.ts";
import { RunTrace, withSpan, type RunSpanSettings, type SpanStarter } from "./run-trace.ts";
import { SpanClock } from "./span-clock.ts";

/** What a run's trace is opened with, beside its first record. */
export interface RunTraceOpening {
  readonly opening: RunOpening;
  readonly settings: RunSpanSettings;
  readonly tracer: SpanStarter;
  /** The context in which the run was asked for. */
  readonly caller: Context;
}

/** Opens the spans of a run segment; `undefined` when no SDK is there to take them. */
export function openRunSpans(
  record: TracedRecord,
  { opening, settings, tracer, caller }: RunTraceOpening,
): RunTracer | undefined {
  const start = record.kind === "run.started" ? record.data : undefined;
  const parentRun = start?.parent === undefined ? undefined : findLiveRun(start.parent.runId);
  const parent = parentOf(start, parentRun, caller);
  const identity = identityOf(opening, start, parentRun);
  const metadata = runMetadata(record, opening);
  const clock = new SpanClock(record);
  const common: Attributes = { [SESSION_ID]: identity.sessionId };
  if (identity.userId !== undefined) common[USER_ID] = identity.userId;
  common["workflow.name"] = opening.graph.name;
  common["workflow.run.id"] = opening.runId;
  const root = tracer.startSpan(
    `run ${opening.graph.name}`,
    {
      root: !parent.isKept,
      attributes: rootAttributes(opening, { common, identity, metadata }),
      links: [...parent.links, ...previousLinks(opening)],
      startTime: clock.at(record),
    },
    parent.context,
  );
  if (!isSpanContextValid(root.spanContext())) return undefined;
  const runContext = withRunIdentity(withSpan(parent.context, root), identity, metadata);
  if (!root.isRecording()) return new UnsampledRun(runContext);
  setInput(root, start);
  writeInterruptedSpans(opening.interrupted ?? [], root, identity);
  const runTrace = new RunTrace({
    tracer,
    root,
    context: runContext,
    clock,
    graph: opening.graph,
    runId: opening.runId,
    settings,
    common,
    count: parentRun?.count,
  });
  const spans = new RunSpans(runTrace);
  const { sessionId, userId } = identity;
  rememberLiveRun(opening.runId, { run: spans, sessionId, userId, count: runTrace.count });
  return spans;
}

/** A run that the sampler left out: spans inside must learn that they are left out too. */
class UnsampledRun implements RunTracer {
  readonly #context: Context;

  constructor(runContext: Context) {
    this.#context = runContext;
  }

  observe(): undefined {
    return undefined;
  }

  enter<T>(_executionId: string | undefined, code: () => T): T {
    return context.with(this.#context, code);
  }
}

interface Parent {
  readonly context: Context;
  readonly isKept: boolean;
  readonly links: Link[];
}

/**
 * A local span that is still open may be the parent. A remote one may not: Phoenix never receives the span of the
 * service that called, and shows a run with an unknown parent as no run at all.
 */
function parentOf(
  start: RecordData["run.started"] | undefined,
  parentRun: LiveRunEntry | undefined,
  caller: Context,
): Parent {
  if (start?.parent !== undefined && parentRun !== undefined) {
    return { context: parentRun.run.contextOf(start.parent.executionId), isKept: true, links: [] };
  }
  const span = trace.getSpan(caller);
  if (span === undefined || !isSpanContextValid(span.spanContext()))
    return { context: caller, isKept: false, links: [] };
  if (span.isRecording() && span.spanContext().isRemote !== true) return { context: caller, isKept: true, links: [] };
  const isUnsampledHere =
    !span.isRecording() && span.spanContext().isRemote !== true && (span.spanContext().traceFlags & 1) === 0;
  if (isUnsampledHere) return { context: caller, isKept: true, links: [] };
  return {
    context: trace.deleteSpan(caller === ROOT_CONTEXT ? ROOT_CONTEXT : caller),
    isKept: false,
    links: [{ context: span.spanContext(), attributes: { "workflow.link": "caller" } }],
  };
}

function identityOf(
  opening: RunOpening,
  start: RecordData["run.started"] | undefined,
  parentRun: LiveRunEntry | undefined,
): RunIdentity {
  const { previous } = opening;
  return {
    sessionId: start?.sessionId ?? previous?.sessionId ?? parentRun?.sessionId ?? opening.runId,
    userId: start?.userId ?? previous?.userId ?? parentRun?.userId,
    tags: start?.tags ?? previous?.tags,
  };
}

function previousLinks({ previous }: RunOpening): Link[] {
  if (previous?.traceId === undefined || previous.spanId === undefined) return [];
  return [
    {
      context: { traceId: previous.traceId, spanId: previous.spanId, traceFlags: 1 },
      attributes: { "workflow.link": "previous segment" },
    },
  ];
}

function rootAttributes(
  opening: RunOpening,
  facts: { readonly common: Attributes; readonly identity: RunIdentity; readonly metadata: string },
): Attributes {
  const attributes: Attributes = {
    [SemanticConventions.OPENINFERENCE_SPAN_KIND]: OpenInferenceSpanKind.AGENT,
    ...facts.common,
    "gen_ai.operation.name": "invoke_workflow",
    "gen_ai.workflow.name": opening.graph.name,
  };
  if (opening.graph.version !== undefined) attributes["workflow.version"] = opening.graph.version;
  if (opening.segment > 0) attributes["workflow.run.segment"] = opening.segment;
  if (facts.identity.tags !== undefined && facts.identity.tags.length > 0)
    attributes[TAG_TAGS] = [...facts.identity.tags];
  attributes[METADATA] = facts.metadata;
  return attributes;
}

/** The application's own metadata, and who this run is. */
function runMetadata(record: TracedRecord, opening: RunOpening): string {
  const given = record.kind === "run.started" ? record.data.metadata : opening.previous?.metadata;
  const own = given === undefined ? {} : isFields(given) ? given : { metadata: given };
  return JSON.stringify({
    ...own,
    run_id: opening.runId,
    workflow: opening.graph.name,
    ...(opening.graph.version === undefined ? {} : { workflow_version: opening.graph.version }),
    ...(record.kind === "run.started" && record.data.parent !== undefined
      ? { parent_run_id: record.data.parent.runId, parent_execution_id: record.data.parent.executionId }
      : {}),
    ...(record.kind === "run.forked"
      ? { forked_from: { run_id: record.data.fromRunId, seq: record.data.fromSeq } }
      : {}),
    ...(opening.segment > 0 ? { segment: opening.segment, resumed_from: resumedFrom(opening) } : {}),
  });
}

function resumedFrom({ runId, segment, previous }: RunOpening): object {
  return {
    run_id: runId,
    segment: segment - 1,
    ...(previous?.traceId === undefined ? {} : { trace_id: previous.traceId, span_id: previous.spanId }),
  };
}

function setInput(root: Span, start: RecordData["run.started"] | undefined): void {
  if (start === undefined) return;
  const { text, mimeType } = payloadText(start.input);
  root.setAttribute(INPUT_VALUE, text);
  root.setAttribute(INPUT_MIME_TYPE, mimeType);
}

function isFields(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

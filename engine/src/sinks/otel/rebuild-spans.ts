// Makes the spans of a stored run once more: the journal is played to the code that makes them live.

import { createHash } from "node:crypto";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";

import type { WorkflowGraph } from "../../graph/workflow-graph.ts";
import type { RunRecord } from "../../trace/record.ts";
import type { RunTracer, SpanIds } from "../../trace/run-tracer.ts";
import type { PreviousSegment } from "../../trace/sink.ts";
import type { SpanData } from "../../trace/span-data.ts";
import type { FinishedSpan } from "../otel-export/otlp-span.ts";
import { forgetLiveRun, rememberLiveRun, type LiveRun } from "./live-runs.ts";
import { openRunSpans } from "./open-run-trace.ts";
import { RebuildingTracer, RebuiltSpan, type RebuiltResource } from "./rebuilt-span.ts";
import { RunSpans } from "./run-spans.ts";
import type { RunSpanSettings } from "./run-trace.ts";
import { SpanClock } from "./span-clock.ts";
import { storedSpans } from "./stored-spans.ts";

/** A run as the store has it, every body in its place. */
export interface StoredRun {
  readonly runId: string;
  readonly definitionHash: string;
  readonly graph: WorkflowGraph;
  readonly records: readonly RunRecord[];
  /** What was made inside its steps: model calls, tools, the application's own spans. */
  readonly spans: readonly SpanData[];
  readonly parent?: StoredParent | undefined;
}

/** The attempt of the parent run that a child run was started in, and whose run that was. */
export interface StoredParent {
  readonly ids: SpanIds;
  readonly sessionId: string;
  readonly userId: string | undefined;
}

/**
 * All its spans, with the ids, times and texts they had. A run that was recorded without OpenTelemetry gets ids that
 * follow from its own, so that they are the same each time.
 */
export function rebuildSpans(run: StoredRun, resource: RebuiltResource): readonly FinishedSpan[] {
  const tracer = new RebuildingTracer(resource);
  const attempts = new Map<string, SpanIds>();
  let previous: PreviousSegment | undefined;
  for (const records of Map.groupBy(run.records, (record) => record.segment).values()) {
    previous = playSegment({ run, records, previous, tracer, attempts });
  }
  const own = tracer.spans.filter((span) => !span.isRecording());
  return [...own, ...storedSpans(run.spans, { own, attempts, resource })];
}

/** The span that a record is about: as it was recorded, else derived. */
export function recordedIds({ runId, seq, segment, traceId, spanId }: RunRecord): SpanIds {
  if (traceId !== undefined && spanId !== undefined) return { traceId, spanId };
  const runHex = runId.replaceAll("-", "").toLowerCase();
  // The trace that model calls name when no SDK is there.
  const derived = segment === 0 && /^[0-9a-f]{32}$/.test(runHex) ? runHex : digest(`${runId} ${segment}`, 32);
  return { traceId: derived, spanId: digest(`${runId} ${seq}`, 16) };
}

function digest(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

interface SegmentPlay {
  readonly run: StoredRun;
  readonly records: readonly RunRecord[];
  readonly previous: PreviousSegment | undefined;
  readonly tracer: RebuildingTracer;
  /** The latest attempt of each execution. */
  readonly attempts: Map<string, SpanIds>;
}

function playSegment({ run, records, previous, tracer, attempts }: SegmentPlay): PreviousSegment | undefined {
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return previous;
  const dispatches = new RecordedDispatches(records);
  tracer.nextIds = recordedIds(first);
  const spans = withParent(run, () =>
    openRunSpans(first, {
      opening: {
        runId: run.runId,
        segment: first.segment,
        graph: run.graph,
        definitionHash: run.definitionHash,
        ...(previous === undefined ? {} : { previous }),
      },
      settings: dispatches,
      tracer,
      caller: ROOT_CONTEXT,
    }),
  );
  for (const record of records) {
    tracer.nextIds = recordedIds(record);
    dispatches.current = record;
    spans?.observe(record);
    if (record.kind === "step.started") attempts.set(record.data.executionId, tracer.nextIds);
  }
  // Nothing to do where the run is over; else what this process left open when it was gone.
  if (spans instanceof RunSpans) spans.interrupt(new SpanClock(first).at(last));
  if (spans instanceof RunSpans) forgetLiveRun(run.runId, spans);
  return factsOf(first, last, previous);
}

/**
 * Which dispatches were spans. A trace that grew too large showed the rest as events on the sender, and a tracer may
 * have been told to show them so from the start.
 */
class RecordedDispatches implements RunSpanSettings {
  readonly dispatch: RunSpanSettings["dispatch"];
  readonly #rootSpanId: string | undefined;
  current: RunRecord | undefined;

  constructor(records: readonly RunRecord[]) {
    this.#rootSpanId = records[0]?.spanId;
    const queued = records.filter(({ kind }) => kind === "step.queued");
    this.dispatch = queued.length === 0 || queued.some((record) => this.#isSpan(record)) ? "span" : "event";
  }

  get maxSpansPerTrace(): number {
    return this.current !== undefined && this.#isSpan(this.current) ? Infinity : 0;
  }

  #isSpan({ spanId }: RunRecord): boolean {
    return spanId === undefined || spanId !== this.#rootSpanId;
  }
}

/** A child run finds its parent among the runs that are live: for so long, the stored one is. */
function withParent(run: StoredRun, open: () => RunTracer | undefined): RunTracer | undefined {
  const [first] = run.records;
  const start = first?.kind === "run.started" ? first.data.parent : undefined;
  if (start === undefined || run.parent === undefined) return open();
  const { ids, sessionId, userId } = run.parent;
  const span = new RebuiltSpan({ name: "", ids, parent: undefined, options: {}, resource: { attributes: {} } });
  const parent: LiveRun = { contextOf: () => trace.setSpan(ROOT_CONTEXT, span), interrupt: () => undefined };
  rememberLiveRun(start.runId, { run: parent, sessionId, userId, count: { made: 0 } });
  try {
    return open();
  } finally {
    forgetLiveRun(start.runId, parent);
  }
}

function factsOf(first: RunRecord, last: RunRecord, previous: PreviousSegment | undefined): PreviousSegment {
  const given = first.kind === "run.started" ? first.data : {};
  const { sessionId, userId, tags, metadata } = { ...previous, ...given };
  return {
    ...recordedIds(first),
    startedAtMs: first.timeMs,
    lastRecordAtMs: last.timeMs,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(userId === undefined ? {} : { userId }),
    ...(tags === undefined ? {} : { tags }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

// The spans inside a run's steps, from the rows that the store keeps of them.

import { SpanKind, SpanStatusCode, type Attributes, type AttributeValue, type SpanContext } from "@opentelemetry/api";

import type { SpanIds } from "../../trace/run-tracer.ts";
import type { SpanData } from "../../trace/span-data.ts";
import { SCOPE_NAME, SCOPE_VERSION } from "../../trace/span-scope.ts";
import type { FinishedSpan, SpanEvent } from "../otel-export/otlp-span.ts";
import type { RebuiltResource } from "./rebuilt-span.ts";
import { hrTimeOf } from "./span-clock.ts";

/** What the rows hang under. */
export interface StoredSpanPlace {
  /** The spans of the run itself, its root first. */
  readonly own: readonly FinishedSpan[];
  /** The latest attempt of each execution. */
  readonly attempts: ReadonlyMap<string, SpanIds>;
  readonly resource: RebuiltResource;
}

/** The rows as spans. None keeps a parent that no back end will ever have: it would be shown nowhere. */
export function storedSpans(rows: readonly SpanData[], { own, attempts, resource }: StoredSpanPlace): FinishedSpan[] {
  const known = new Map<string, SpanIds>();
  for (const { traceId, spanId } of [...own.map((span) => span.spanContext()), ...rows])
    known.set(spanId, { traceId, spanId });
  const [root] = own.map((span) => span.spanContext());
  const traces = new Set(own.map((span) => span.spanContext().traceId));
  return rows.map((row) => {
    const parent =
      (row.parentSpanId === undefined ? undefined : known.get(row.parentSpanId)) ??
      (row.executionId === undefined ? undefined : attempts.get(row.executionId)) ??
      root;
    const traceId = traces.has(row.traceId) ? row.traceId : (parent?.traceId ?? row.traceId);
    return spanOfRow(row, { traceId, parentSpanId: parent?.spanId, resource });
  });
}

function spanOfRow(
  row: SpanData,
  place: {
    readonly traceId: string;
    readonly parentSpanId: string | undefined;
    readonly resource: RebuiltResource;
  },
): FinishedSpan {
  const { traceId, parentSpanId, resource } = place;
  const contextOf = (spanId: string): SpanContext => ({ traceId, spanId, traceFlags: 1 });
  return {
    name: row.name,
    kind: row.kind === "LLM" ? SpanKind.CLIENT : SpanKind.INTERNAL,
    spanContext: () => contextOf(row.spanId),
    parentSpanContext: parentSpanId === undefined ? undefined : contextOf(parentSpanId),
    startTime: hrTimeOf(row.startTimeMs),
    endTime: hrTimeOf(row.endTimeMs),
    status: statusOf(row),
    attributes: attributesOf(row.attributes),
    links: [],
    events: eventsOf(row),
    resource,
    instrumentationScope: { name: SCOPE_NAME, version: SCOPE_VERSION },
  };
}

function statusOf({ status, error }: SpanData): FinishedSpan["status"] {
  if (status === "ok") return { code: SpanStatusCode.OK };
  if (status === "unset") return { code: SpanStatusCode.UNSET };
  return {
    code: SpanStatusCode.ERROR,
    ...(error === undefined ? {} : { message: `${error.name}: ${error.message}` }),
  };
}

/** Those that were made; of a call that failed, at least its error. */
function eventsOf({ events = [], status, error, endTimeMs }: SpanData): readonly SpanEvent[] {
  const made = events.map(({ name, timeMs, attributes }) => ({
    name,
    time: hrTimeOf(timeMs),
    ...(attributes === undefined ? {} : { attributes: attributesOf(attributes) }),
  }));
  if (status !== "error" || error === undefined || made.some(({ name }) => name === "exception")) return made;
  const attributes: Attributes = {
    "exception.type": error.name,
    "exception.message": error.message,
    ...(error.stack === undefined ? {} : { "exception.stacktrace": error.stack }),
  };
  return [...made, { name: "exception", time: hrTimeOf(endTimeMs), attributes }];
}

function attributesOf(fields: unknown): Attributes {
  if (typeof fields !== "object" || fields === null) return {};
  const attributes: Attributes = {};
  for (const [key, value] of Object.entries(fields)) {
    const kept = attributeOf(value);
    if (kept !== undefined) attributes[key] = kept;
  }
  return attributes;
}

function attributeOf(value: unknown): AttributeValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value === null || value === undefined) return undefined;
  if (!Array.isArray(value)) return JSON.stringify(value);
  const items: readonly unknown[] = value;
  if (items.every((item) => typeof item === "number")) return items;
  if (items.every((item) => typeof item === "boolean")) return items;
  return items.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
}

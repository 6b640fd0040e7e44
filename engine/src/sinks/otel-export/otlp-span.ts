// Encodes one finished span as an OTLP export request of its own; requests put one after the other are one request.

import type { Attributes, HrTime, Link, SpanContext } from "@opentelemetry/api";

import { PROJECT_KEY } from "./otlp-project.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

/** A finished span, as the SDKs of all versions give it. */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: number;
  spanContext(): SpanContext;
  /** SDK 2 and later. */
  readonly parentSpanContext?: SpanContext | undefined;
  /** SDK 1. */
  readonly parentSpanId?: string | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: Attributes;
  readonly links: readonly Link[];
  readonly events: readonly SpanEvent[];
  readonly resource: { readonly attributes: Attributes };
  readonly instrumentationScope?: { readonly name: string; readonly version?: string } | undefined;
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
}

/** Something that happened during a span. */
export interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: Attributes | undefined;
}

/** Longer lists of attributes in one value are cut: no back end shows them. */
const MAX_LIST_ITEMS = 10_000;

const writer = new ProtobufWriter();
const resources = new WeakMap<object, { readonly project: string | undefined; readonly bytes: Uint8Array }>();

/**
 * The bytes of an `ExportTraceServiceRequest` with this one span. A project is added to a resource that names none:
 * an SDK of the application's own knows nothing of Phoenix's projects.
 */
export function encodeSpan(span: FinishedSpan, project?: string): Uint8Array {
  const resource = encodedResource(span.resource, project);
  writer.reset();
  const resourceSpans = writer.begin(1);
  writer.bytes(1, resource);
  const scopeSpans = writer.begin(2);
  const scope = writer.begin(1);
  writer.string(1, span.instrumentationScope?.name ?? "");
  writer.string(2, span.instrumentationScope?.version ?? "");
  writer.end(scope);
  const start = writer.begin(2);
  writeSpan(span);
  writer.end(start);
  writer.end(scopeSpans);
  writer.end(resourceSpans);
  return writer.finish();
}

function encodedResource(resource: { readonly attributes: Attributes }, project: string | undefined): Uint8Array {
  const known = resources.get(resource);
  if (known !== undefined && known.project === project) return known.bytes;
  writer.reset();
  writeAttributes(1, { ...(project === undefined ? {} : { [PROJECT_KEY]: project }), ...resource.attributes });
  const bytes = writer.finish();
  resources.set(resource, { project, bytes });
  return bytes;
}

function writeSpan(span: FinishedSpan): void {
  const { traceId, spanId, traceState, traceFlags } = span.spanContext();
  writer.hex(1, traceId);
  writer.hex(2, spanId);
  if (traceState !== undefined) writer.string(3, traceState.serialize());
  const parentSpanId = span.parentSpanContext?.spanId ?? span.parentSpanId;
  if (parentSpanId !== undefined) writer.hex(4, parentSpanId);
  writer.string(5, span.name);
  // OTLP counts kinds from 1.
  writer.integer(6, span.kind + 1);
  writer.fixed64Time(7, span.startTime);
  writer.fixed64Time(8, span.endTime);
  writeAttributes(9, span.attributes);
  writer.integer(10, span.droppedAttributesCount ?? 0);
  for (const event of span.events) writeEvent(event);
  writer.integer(12, span.droppedEventsCount ?? 0);
  for (const link of span.links) writeLink(link);
  writer.integer(14, span.droppedLinksCount ?? 0);
  const status = writer.begin(15);
  writer.string(2, span.status.message ?? "");
  writer.integer(3, span.status.code);
  writer.end(status);
  writer.fixed32(16, flagsOf(traceFlags, span.parentSpanContext?.isRemote));
}

/** The sampling flags, and beside them whether the parent is known to be remote. */
function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | 0x100 | (isRemote === true ? 0x200 : 0);
}

function writeEvent(event: SpanEvent): void {
  const start = writer.begin(11);
  writer.fixed64Time(1, event.time);
  writer.string(2, event.name);
  if (event.attributes !== undefined) writeAttributes(3, event.attributes);
  writer.end(start);
}

function writeLink(link: Link): void {
  const start = writer.begin(13);
  writer.hex(1, link.context.traceId);
  writer.hex(2, link.context.spanId);
  if (link.attributes !== undefined) writeAttributes(4, link.attributes);
  writer.fixed32(6, flagsOf(link.context.traceFlags, link.context.isRemote));
  writer.end(start);
}

function writeAttributes(field: number, attributes: Attributes): void {
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value === undefined) continue;
    const start = writer.begin(field);
    writer.string(1, key);
    const inner = writer.begin(2);
    writeValue(value);
    writer.end(inner);
    writer.end(start);
  }
}

function writeValue(value: unknown): void {
  switch (typeof value) {
    case "string":
      // An empty text must be written: a value without a field is no value.
      if (value === "") writer.bytes(1, EMPTY);
      else writer.string(1, value);
      return;
    case "boolean":
      return writer.boolean(2, value);
    case "number":
      return isInt64(value) ? writer.int64(3, value) : writer.double(4, value);
    case "object":
      return writeObject(value);
    default:
      return;
  }
}

/** Newer APIs allow bytes and maps beside lists. */
function writeObject(value: object | null): void {
  if (value === null) return;
  if (Array.isArray(value)) return writeList(value);
  if (value instanceof Uint8Array) return writer.bytes(7, value);
  writer.string(1, JSON.stringify(value));
}

function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}

const EMPTY = new Uint8Array(0);

function writeList(items: readonly unknown[]): void {
  const kept = items.length > MAX_LIST_ITEMS ? items.slice(0, MAX_LIST_ITEMS) : items;
  const list = writer.begin(5);
  for (const item of kept) {
    const start = writer.begin(1);
    writeValue(item);
    writer.end(start);
  }
  writer.end(list);
}

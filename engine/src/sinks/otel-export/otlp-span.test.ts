import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Attributes } from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { expect, it } from "vitest";

import { projectOf } from "./otlp-project.ts";
import { encodeSpan } from "./otlp-span.ts";

/** Fields that hold messages, by message; everything else is compared as bytes or numbers. */
const SCHEMA: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  Request: { 1: "ResourceSpans" },
  ResourceSpans: { 1: "Resource", 2: "ScopeSpans" },
  Resource: { 1: "KeyValue" },
  ScopeSpans: { 1: "Scope", 2: "Span" },
  Scope: {},
  Span: { 9: "KeyValue", 11: "Event", 13: "Link", 15: "Status" },
  Event: { 3: "KeyValue" },
  Link: { 4: "KeyValue" },
  Status: {},
  KeyValue: { 2: "AnyValue" },
  AnyValue: { 5: "Array" },
  Array: { 1: "AnyValue" },
};

/** A message as nested lists of fields; scalars of value zero are left out, as their absence means the same. */
function decode(bytes: Uint8Array, message = "Request"): unknown[] {
  const fields: unknown[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(bytes[at++] ?? 0);
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const field = tag >> 3;
    if ((tag & 7) === 2) {
      const length = Number(varint());
      const body = bytes.subarray(at, at + length);
      at += length;
      const inner = SCHEMA[message]?.[field];
      const isText = message === "AnyValue" && field === 1;
      if (inner !== undefined) fields.push([field, decode(body, inner)]);
      else if (length > 0 || isText) fields.push([field, Buffer.from(body).toString("hex")]);
    } else if ((tag & 7) === 0) {
      const value = varint();
      if (value !== 0n || message === "AnyValue") fields.push([field, value]);
    } else {
      const length = (tag & 7) === 1 ? 8 : 4;
      fields.push([field, Buffer.from(bytes.subarray(at, at + length)).toString("hex")]);
      at += length;
    }
  }
  return fields;
}

function makeSpans(make: (tracer: ReturnType<TracerProvider["getTracer"]>) => void): readonly ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "tests", "openinference.project.name": "näme" }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  make(provider.getTracer("stepscope", "1.2.3"));
  return exporter.getFinishedSpans();
}

function expectAsOfficial(span: ReadableSpan): void {
  const official = ProtobufTraceSerializer.serializeRequest([span]);
  expect(official).toBeDefined();
  expect(decode(encodeSpan(span))).toEqual(decode(official ?? new Uint8Array()));
}

it("encodes a full span as the official serializer does", () => {
  const [child, parent] = makeSpans((tracer) => {
    const outer = tracer.startSpan("outer", { kind: SpanKind.SERVER, startTime: [1_700_000_000, 123_456_789] });
    const inner = tracer.startSpan(
      "inner",
      {
        kind: SpanKind.PRODUCER,
        startTime: [1_700_000_001, 0],
        attributes: {
          text: "héllo 🌊",
          empty: "",
          long: "x".repeat(70_000),
          whole: 42,
          negative: -7,
          big: 2 ** 52,
          part: 0.25,
          yes: true,
          no: false,
          list: ["a", "", "ü"],
          numbers: [1, 2.5, -3],
          none: [],
        },
        links: [
          {
            context: {
              traceId: "0af7651916cd43dd8448eb211c80319c",
              spanId: "b7ad6b7169203331",
              traceFlags: 1,
              isRemote: true,
            },
            attributes: { why: "cause" },
          },
        ],
      },
      trace.setSpan(ROOT_CONTEXT, outer),
    );
    inner.addEvent("happened", { n: 1 }, [1_700_000_001, 5]);
    inner.recordException(new Error("boom"), [1_700_000_001, 6]);
    inner.setStatus({ code: SpanStatusCode.ERROR, message: "boom" });
    inner.end([1_700_000_002, 999_999_999]);
    outer.end([1_700_000_003, 1]);
  });
  if (child === undefined || parent === undefined) throw new Error("two spans expected");
  expectAsOfficial(child);
  expectAsOfficial(parent);
});

it("encodes any texts and numbers as the official serializer does", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.array(fc.string()),
    fc.maxSafeInteger(),
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: "binary" }), value),
      fc.string({ unit: "binary" }),
      (attributes: Attributes, name) => {
        const [span] = makeSpans((tracer) => tracer.startSpan(name, { attributes, startTime: [1, 2] }).end([3, 4]));
        if (span !== undefined) expectAsOfficial(span);
      },
    ),
    { numRuns: 300 },
  );
});

it("makes requests that can be put one after the other", () => {
  const spans = makeSpans((tracer) => {
    tracer.startSpan("a").end();
    tracer.startSpan("b").end();
  });
  const bytes = Buffer.concat(spans.map((span) => encodeSpan(span)));
  expect(decode(bytes)).toHaveLength(2);
});

it("tells the project of an encoded span", () => {
  const [span] = makeSpans((tracer) => tracer.startSpan("a").end());
  if (span === undefined) throw new Error("a span expected");
  expect(projectOf(encodeSpan(span))).toBe("näme");
  expect(projectOf(encodeSpan({ ...span, spanContext: () => span.spanContext(), resource: { attributes: {} } }))).toBe(
    "default",
  );
  expect(projectOf(new Uint8Array([1, 2, 3]))).toBe("default");
});

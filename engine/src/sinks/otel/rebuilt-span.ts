// A span that is made once more from the journal: it behaves as an SDK's does, and has the id that it had.

import {
  SpanStatusCode,
  trace,
  type Attributes,
  type AttributeValue,
  type Context,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  type TimeInput,
} from "@opentelemetry/api";

import type { SpanIds } from "../../trace/run-tracer.ts";
import { SCOPE_NAME, SCOPE_VERSION } from "../../trace/span-scope.ts";
import type { FinishedSpan, SpanEvent } from "../otel-export/otlp-span.ts";
import type { SpanStarter } from "./run-trace.ts";
import { hrTimeOf } from "./span-clock.ts";

/** What all spans of a rebuilt run come from. */
export type RebuiltResource = FinishedSpan["resource"];

/** A span in the making; once it has ended, it can be exported. */
export class RebuiltSpan implements Span, FinishedSpan {
  readonly name: string;
  readonly kind: number;
  readonly parentSpanContext: SpanContext | undefined;
  readonly startTime: HrTime;
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly events: SpanEvent[] = [];
  readonly resource: RebuiltResource;
  readonly instrumentationScope = { name: SCOPE_NAME, version: SCOPE_VERSION };
  status: SpanStatus = { code: SpanStatusCode.UNSET };
  endTime: HrTime = [0, 0];
  #isOpen = true;
  readonly #context: SpanContext;

  constructor(fields: {
    readonly name: string;
    readonly ids: SpanIds;
    readonly parent: SpanContext | undefined;
    readonly options: SpanOptions;
    readonly resource: RebuiltResource;
  }) {
    const { options } = fields;
    this.name = fields.name;
    this.kind = options.kind ?? 0;
    this.parentSpanContext = fields.parent;
    this.startTime = timeOf(options.startTime);
    this.attributes = { ...options.attributes };
    this.links = [...(options.links ?? [])];
    this.resource = fields.resource;
    this.#context = { ...fields.ids, traceFlags: 1 };
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return this.#isOpen;
  }

  setAttribute(key: string, value: AttributeValue): this {
    this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    Object.assign(this.attributes, attributes);
    return this;
  }

  addEvent(name: string, attributes?: Attributes | TimeInput, time?: TimeInput): this {
    this.events.push({ name, time: timeOf(time), ...(isAttributes(attributes) ? { attributes } : {}) });
    return this;
  }

  addLink(link: Link): this {
    this.links.push(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.links.push(...links);
    return this;
  }

  /** As SDKs have it: OK is final, and nothing goes back to unset. */
  setStatus(status: SpanStatus): this {
    if (status.code !== SpanStatusCode.UNSET && this.status.code !== SpanStatusCode.OK) this.status = status;
    return this;
  }

  updateName(): this {
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const { name, message, stack } = typeof exception === "string" ? { message: exception } : exception;
    this.events.push({
      name: "exception",
      time: timeOf(time),
      attributes: {
        ...(name === undefined ? {} : { "exception.type": name }),
        ...(message === undefined ? {} : { "exception.message": message }),
        ...(stack === undefined ? {} : { "exception.stacktrace": stack }),
      },
    });
  }

  end(endTime?: TimeInput): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.endTime = timeOf(endTime);
  }
}

/** Starts spans with the ids it is told, one after the other, and keeps them. */
export class RebuildingTracer implements SpanStarter {
  readonly spans: RebuiltSpan[] = [];
  readonly #resource: RebuiltResource;
  /** The ids of the span that comes next. */
  nextIds: SpanIds = { traceId: "", spanId: "" };

  constructor(resource: RebuiltResource) {
    this.#resource = resource;
  }

  startSpan(name: string, options: SpanOptions, context: Context): RebuiltSpan {
    const parent = options.root === true ? undefined : trace.getSpanContext(context);
    const span = new RebuiltSpan({ name, ids: this.nextIds, parent, options, resource: this.#resource });
    this.spans.push(span);
    return span;
  }
}

/** Every time in a journal is a pair of seconds and nanoseconds by then. */
function timeOf(time: TimeInput | undefined): HrTime {
  return Array.isArray(time) ? time : hrTimeOf(Number(time ?? 0));
}

function isAttributes(value: Attributes | TimeInput | undefined): value is Attributes {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Date);
}

// Applies the privacy rules to a record: the one place that knows which parts of each kind are content.

import type { EncodedValue, Json } from "../codec/encoded-value.ts";
import type { Redactor } from "../codec/redactor.ts";
import type { ContentPlace } from "../codec/redact-settings.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import type { RecordBody } from "./record.ts";

/** Redacts the records of one run. Gives the same object back when there is nothing to hide. */
export type RecordRedactor = <R extends RecordBody>(record: R) => R;

/** Makes the {@link RecordRedactor} of a run; the graph says which fields of its events are sensitive. */
export function recordRedactor(redactor: Redactor, graph: WorkflowGraph): RecordRedactor {
  const sensitive = new Map<string, readonly string[]>();
  const places = new Map<string, ContentPlace>();
  for (const event of graph.events) {
    if (event.sensitive !== undefined && event.sensitive.length > 0) sensitive.set(event.type, event.sensitive);
    if (event.role === "start") places.set(event.type, "input");
    if (event.role === "stop") places.set(event.type, "output");
  }
  const rules: Rules = {
    redactor,
    payload: (type, value, place) =>
      redactor.value(value, { place: places.get(type) ?? place, eventType: type, sensitive: sensitive.get(type) }),
    startEvent: graph.startEvent,
    stopEvent: graph.stopEvent,
  };
  return <R extends RecordBody>(record: R): R => {
    const data = redactData(record, rules);
    return data === record.data ? record : { ...record, data };
  };
}

interface Rules {
  readonly redactor: Redactor;
  payload(type: string, value: EncodedValue, place: ContentPlace): EncodedValue;
  readonly startEvent: string;
  readonly stopEvent: string;
}

function redactData(record: RecordBody, rules: Rules): RecordBody["data"] {
  const { redactor } = rules;
  switch (record.kind) {
    case "run.started":
      return redactStart(record.data, rules);
    case "event.sent":
      return withField(record.data, "payload", rules.payload(record.data.type, record.data.payload, "event"));
    case "stream.published":
      return withField(record.data, "payload", rules.payload(record.data.type, record.data.payload, "stream"));
    case "run.completed":
      return withField(record.data, "result", rules.payload(rules.stopEvent, record.data.result, "output"));
    case "state.changed":
      return redactChange(record.data, redactor);
    case "once.stored":
      return withField(record.data, "value", redactor.value(record.data.value, { place: "state" }));
    case "log":
      return redactLog(record.data, redactor);
    case "run.resumed":
      return record.data.snapshot === undefined
        ? record.data
        : withField(record.data, "snapshot", redactor.value(record.data.snapshot, { place: "state" }));
    case "step.waiting":
      return record.data.where === undefined
        ? record.data
        : withField(record.data, "where", redactor.value(record.data.where, { place: "event" }));
    default:
      return redactError(record, redactor);
  }
}

function redactError(record: RecordBody, redactor: Redactor): RecordBody["data"] {
  switch (record.kind) {
    case "run.failed":
    case "run.timedOut":
    case "step.retryScheduled":
    case "step.failed":
      return withField(record.data, "error", redactor.error(record.data.error));
    case "run.stalled":
      return withField(
        withField(record.data, "error", redactor.error(record.data.error)),
        "report",
        redactor.value(record.data.report, { place: "error" }),
      );
    case "step.lateResult":
      return record.data.error === undefined
        ? record.data
        : withField(record.data, "error", redactor.error(record.data.error));
    case "run.cancelled":
      return record.data.reason === undefined
        ? record.data
        : withField(record.data, "reason", redactor.text(record.data.reason, "error"));
    default:
      return record.data;
  }
}

function redactStart(data: Extract<RecordBody, { kind: "run.started" }>["data"], rules: Rules): typeof data {
  let open = withField(data, "input", rules.payload(rules.startEvent, data.input, "input"));
  if (open.store !== undefined) open = withField(open, "store", rules.redactor.value(open.store, { place: "state" }));
  if (open.metadata !== undefined)
    open = withField(open, "metadata", rules.redactor.value(open.metadata, { place: "attribute" }));
  return open;
}

function redactChange(data: Extract<RecordBody, { kind: "state.changed" }>["data"], redactor: Redactor): typeof data {
  if (data.value === undefined) return data;
  const key = data.path.findLast((part) => typeof part === "string");
  if (typeof key !== "string") return withField(data, "value", redactor.value(data.value, { place: "state" }));
  // The value is judged with its key beside it: `set("apiKey", …)` is as secret as `{ apiKey: … }`.
  const redacted = redactor.value({ [key]: data.value }, { place: "state" });
  return withField(data, "value", unwrap(redacted, key));
}

function unwrap(value: EncodedValue, key: string): EncodedValue {
  const field: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return isJson(field) ? field : value;
}

/** A field of JSON is JSON; only its absence is not. */
function isJson(value: unknown): value is Json {
  return value !== undefined;
}

function redactLog(data: Extract<RecordBody, { kind: "log" }>["data"], redactor: Redactor): typeof data {
  const open = withField(data, "message", redactor.text(data.message, "log"));
  return open.attributes === undefined
    ? open
    : withField(open, "attributes", redactor.value(open.attributes, { place: "log" }));
}

function withField<D, K extends keyof D>(data: D, key: K, value: D[K]): D {
  return data[key] === value ? data : { ...data, [key]: value };
}

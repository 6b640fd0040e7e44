// Applies the privacy rules to a span that other code made, and reads it as OpenInference has it.

import type { Attributes } from "@opentelemetry/api";
import { INPUT_MIME_TYPE, OUTPUT_MIME_TYPE, SemanticConventions } from "@arizeai/openinference-semantic-conventions";

import type { Redactor } from "../../codec/redactor.ts";
import { isPlaceHidden, type ContentPlace } from "../../codec/redact-settings.ts";
import type { FinishedSpan } from "../otel-export/otlp-span.ts";
import { isDoubledUsage, openInferenceOf } from "./gen-ai-attributes.ts";

/** What the attributes of common conventions hold; the first match counts. */
const PLACES: readonly (readonly [RegExp, ContentPlace])[] = [
  [/^input\.(?:value|mime_type|images)/, "input"],
  [/^output\.(?:value|mime_type|images)/, "output"],
  [/^llm\.input_messages.*message(?:_content)?\.(?:content|text)$/, "inputText"],
  [/^llm\.output_messages.*message(?:_content)?\.(?:content|text)$/, "outputText"],
  [/^(?:llm\.input_messages|gen_ai\.(?:input\.messages|system_instructions)|ai\.prompt)/, "inputMessages"],
  [
    /^(?:llm\.output_messages|gen_ai\.output\.messages|ai\.response\.(?:text|toolCalls|object|reasoning))/,
    "outputMessages",
  ],
  [/^(?:llm\.prompts|llm\.prompt_template|gen_ai\.prompt)/, "prompts"],
  [/^gen_ai\.completion/, "outputMessages"],
  [/^(?:gen_ai\.tool\.call\.arguments|ai\.toolCall\.args|tool\.parameters)/, "input"],
  [/^(?:gen_ai\.tool\.call\.result|ai\.toolCall\.result)/, "output"],
  [/^(?:llm\.tools|gen_ai\.tool\.definitions|ai\.prompt\.tools)/, "tools"],
  [/^llm\.invocation_parameters/, "parameters"],
  [/^retrieval\.documents|^reranker\.(?:input|output)_documents|^embedding\.(?:embeddings|text)/, "output"],
  [/^(?:exception\.(?:message|stacktrace)|error\.message)$/, "error"],
];

/** Lists that go altogether when they are hidden: a list of blanks says nothing. */
const LISTS: readonly (readonly [RegExp, ContentPlace])[] = [
  [/^(?:llm\.input_messages|gen_ai\.(?:input\.messages|system_instructions)|ai\.prompt)/, "inputMessages"],
  [/^(?:llm\.output_messages|gen_ai\.output\.messages)/, "outputMessages"],
  [/^(?:llm\.tools|gen_ai\.tool\.definitions|ai\.prompt\.tools)/, "tools"],
];
const VECTOR = /^embedding\.embeddings\..*\.embedding\.vector$/;

/** A copy of the span that may be stored and sent. */
export function cleanSpan(span: FinishedSpan, redactor: Redactor): FinishedSpan {
  const added = openInferenceOf(span.attributes);
  const kind =
    added[SemanticConventions.OPENINFERENCE_SPAN_KIND] ?? span.attributes[SemanticConventions.OPENINFERENCE_SPAN_KIND];
  const all: Attributes = {};
  for (const [key, value] of Object.entries({ ...added, ...span.attributes }))
    if (!isDoubledUsage(key, kind)) all[key] = value;
  const message = span.status.message;
  return {
    name: redactor.text(span.name, "attribute"),
    kind: span.kind,
    spanContext: () => span.spanContext(),
    parentSpanContext: span.parentSpanContext,
    parentSpanId: span.parentSpanId,
    startTime: span.startTime,
    endTime: span.endTime,
    status: message === undefined ? span.status : { code: span.status.code, message: redactor.text(message, "error") },
    attributes: cleanAttributes(all, redactor),
    links: span.links.map((link) => ({ ...link, ...cleanedAttributesOf(link, redactor) })),
    events: span.events.map((event) => ({
      ...event,
      name: redactor.text(event.name, "attribute"),
      ...cleanedAttributesOf(event, redactor),
    })),
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount ?? 0,
    droppedEventsCount: span.droppedEventsCount ?? 0,
    droppedLinksCount: span.droppedLinksCount ?? 0,
  };
}

function cleanedAttributesOf(
  { attributes }: { readonly attributes?: Attributes | undefined },
  redactor: Redactor,
): { readonly attributes?: Attributes } {
  return attributes === undefined ? {} : { attributes: cleanAttributes(attributes, redactor) };
}

function cleanAttributes(attributes: Attributes, redactor: Redactor): Attributes {
  const clean: Attributes = {};
  for (const [key, value] of Object.entries(attributes)) {
    const kept = value === undefined ? undefined : cleanAttribute(key, value, redactor);
    if (kept !== undefined) clean[key] = kept;
  }
  return clean;
}

function cleanAttribute(key: string, value: unknown, redactor: Redactor): unknown {
  if (VECTOR.test(key) && redactor.hide.embeddingVectors) return undefined;
  const place = placeOf(key);
  const isMime = key === INPUT_MIME_TYPE || key === OUTPUT_MIME_TYPE;
  if (isMime) return value;
  if (LISTS.some(([pattern, list]) => pattern.test(key) && isPlaceHidden(redactor.hide, list))) return undefined;
  const isHidden = place !== "attribute" && place !== "parameters" && isPlaceHidden(redactor.hide, place);
  if (isCounted(value)) return isHidden ? undefined : value;
  // The last part of a key names the value: `http.request.header.authorization`.
  const name = key.slice(key.lastIndexOf(".") + 1);
  const judged: unknown = redactor.value({ [name]: textForm(value) }, { place: "attribute" });
  const inner: unknown = typeof judged === "object" && judged !== null ? Reflect.get(judged, name) : undefined;
  const named = redactedText(inner) ?? value;
  if (typeof named === "string") return redactor.text(named, place);
  return Array.isArray(named) ? named.map((item) => redactor.text(String(item), place)) : named;
}

/** Whether it is a number, a boolean, or a list of such: vectors stay what they are. */
function isCounted(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isCounted);
  return typeof value === "number" || typeof value === "boolean";
}

function textForm(value: unknown): string | readonly string[] {
  return Array.isArray(value) ? value.map(String) : String(value);
}

/** The text that stands for a value that a rule has hidden; undefined where it has not. */
function redactedText(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("$" in value) || value.$ !== "Redacted") return undefined;
  if ("text" in value && typeof value.text === "string") return value.text;
  return `[redacted: ${"why" in value ? String(value.why) : "hidden"}]`;
}

function placeOf(key: string): ContentPlace {
  for (const [pattern, place] of PLACES) if (pattern.test(key)) return place;
  return "attribute";
}

// Puts what an execution got and gave onto its span.

import type { Span } from "@opentelemetry/api";
import {
  INPUT_MIME_TYPE,
  INPUT_VALUE,
  OUTPUT_MIME_TYPE,
  OUTPUT_VALUE,
} from "@arizeai/openinference-semantic-conventions";

import type { SentEvent } from "./event-ledger.ts";
import { payloadListText, type PayloadText } from "./payload-text.ts";

/** The attributes of what a span got. */
export const INPUT = [INPUT_VALUE, INPUT_MIME_TYPE] as const;
/** The attributes of what it gave. */
export const OUTPUT = [OUTPUT_VALUE, OUTPUT_MIME_TYPE] as const;

export function setPayload(span: Span, payload: PayloadText, [valueKey, mimeKey]: typeof INPUT | typeof OUTPUT): void {
  span.setAttribute(valueKey, payload.text);
  span.setAttribute(mimeKey, payload.mimeType);
}

/** What an execution got, or emitted. */
export function inputText(events: readonly SentEvent[]): PayloadText {
  const [only] = events;
  return events.length === 1 && only !== undefined ? only.text : payloadListText(events);
}

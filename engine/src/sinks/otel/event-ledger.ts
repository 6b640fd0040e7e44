// Remembers the recent events of a run: their text, and the span that sent each.

import type { SpanContext } from "@opentelemetry/api";

import type { EncodedValue } from "../../codec/encoded-value.ts";
import type { EventCause } from "../../event/event-meta.ts";
import { payloadText, type PayloadText } from "./payload-text.ts";

/** At least so many events are kept for late readers; executions in progress hold their own inputs beyond that. */
const KEPT_EVENTS = 4_096;

/** What spans need to know about one event. */
export class SentEvent {
  readonly id: string;
  readonly type: string;
  readonly payload: EncodedValue;
  readonly cause: EventCause;
  /** Step that sent it. */
  readonly sender: string | undefined;
  readonly senderSpan: SpanContext | undefined;
  #text: PayloadText | undefined;

  constructor(fields: {
    readonly id: string;
    readonly type: string;
    readonly payload: EncodedValue;
    readonly cause: EventCause;
    readonly sender: string | undefined;
    readonly senderSpan: SpanContext | undefined;
  }) {
    this.id = fields.id;
    this.type = fields.type;
    this.payload = fields.payload;
    this.cause = fields.cause;
    this.sender = fields.sender;
    this.senderSpan = fields.senderSpan;
  }

  /** Made once, shared by the sender's output and every receiver's input. */
  get text(): PayloadText {
    return (this.#text ??= payloadText(this.payload));
  }
}

/** The recent events of one run, by id: in two generations, so that the oldest go all at once. */
export class EventLedger {
  #young = new Map<string, SentEvent>();
  #old = new Map<string, SentEvent>();

  add(event: SentEvent): void {
    if (this.#young.size >= KEPT_EVENTS) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(event.id, event);
  }

  find(eventIds: readonly string[]): readonly SentEvent[] {
    const found: SentEvent[] = [];
    for (const eventId of eventIds) {
      const event = this.#young.get(eventId) ?? this.#old.get(eventId);
      if (event !== undefined) found.push(event);
    }
    return found;
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}

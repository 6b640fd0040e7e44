// What an event class is, beside its TypeScript type: its stable name, its role, its schema.

import type { PayloadSchema } from "./schema.ts";

/** What an event class is for. */
export type EventRole = "plain" | "start" | "stop" | "inputRequired" | "humanResponse" | "stepFailed";

/** The definition behind an event class. */
export interface EventDefinition {
  /** Stable name: identity in storage and on the wire, whatever bundlers do to the class's own name. */
  readonly type: string;
  readonly role: EventRole;
  /** Validates the payload; absent for typed-only and dynamic events. */
  readonly schema?: PayloadSchema;
  /** The definition this one extends. */
  readonly parent?: EventDefinition;
  /** Payload fields that are never stored or exported. */
  readonly sensitive: readonly string[];
}

// A workflow's structure as plain data: what routing needs, what drawing shows, what the journal keeps by its hash.

import type { Json } from "../codec/encoded-value.ts";
import type { EventRole } from "../event/event-definition.ts";

/** One event class. */
export interface EventNode {
  /** Stable name: identity in storage and on the wire. */
  readonly type: string;
  readonly role: EventRole;
  /** Name of the event class this one extends, if any. */
  readonly parent?: string;
  /** JSON Schema of the payload, where the schema library can give one. */
  readonly schema?: Json;
  /** Payload fields that are never stored or exported. */
  readonly sensitive?: readonly string[];
}

/** How events reach a step. */
export type StepInput =
  /** One execution per event. */
  | { readonly kind: "event" }
  /** One execution per fan-out, with the list of its results. */
  | { readonly kind: "collect"; readonly take?: number }
  /** One execution per set of one event of each accepted class, in the order of `accepts`. */
  | { readonly kind: "joinOf" };

/** One step. */
export interface StepNode {
  readonly name: string;
  readonly input: StepInput;
  /** Event types it accepts, in declaration order. */
  readonly accepts: readonly string[];
  readonly acceptSubclasses: boolean;
  /** Event types it may emit; empty for a step that ends a branch. */
  readonly emits: readonly string[];
  /** Set on a recovery handler that names no events: it may emit any event of the workflow. */
  readonly emitsAny?: boolean;
  /** Most executions of it at one time, within one run. */
  readonly workers: number;
  /** Deadline of one attempt, in ms. */
  readonly timeoutMs?: number;
  /** Most attempts in all, where the policy says; for display only (decisions arrive in ticks). */
  readonly maxAttempts?: number;
  /** Set on a recovery handler: what it covers and how often per event lineage. */
  readonly recovers?: { readonly steps: readonly string[] | "*"; readonly maxRecoveries: number };
  /** Names of the resources it asks for. */
  readonly resources?: readonly string[];
}

/** A whole workflow. Arrays are in declaration order, which is also delivery order. */
export interface WorkflowGraph {
  readonly formatVersion: 1;
  readonly name: string;
  readonly version?: string;
  readonly startEvent: string;
  readonly stopEvent: string;
  readonly steps: readonly StepNode[];
  readonly events: readonly EventNode[];
}

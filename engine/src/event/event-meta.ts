// What the engine knows about a dispatched event: who it is, why it exists, and when it came.

/** Why an event exists: a step's execution produced it, the run began with it, or it came from outside. */
export type EventCause =
  | { readonly kind: "execution"; readonly executionId: string }
  | { readonly kind: "run" }
  | { readonly kind: "external" };

/** The identity of a dispatched event. */
export interface EventMeta {
  /** Unique within its run. */
  readonly id: string;
  /** Stable name of its event class. */
  readonly type: string;
  readonly cause: EventCause;
  /** Its place in the journal of the run. */
  readonly seq: number;
  /** When it was dispatched, in epoch milliseconds. */
  readonly time: number;
}

/** Who a dispatched event is, as the run keeps it; {@link EventMeta} is made of it when somebody asks. */
export interface EventIdentity {
  readonly id: string;
  readonly type: string;
  readonly cause: EventCause;
  readonly seq: number;
  readonly timeMs: number;
}

// One turn of the reducer: the state, the time of the tick, and where its consequences go.

import type { RecordBody } from "../trace/record.ts";
import type { Command } from "./command.ts";
import type { RunState } from "./run-state.ts";

/** What every part of the reducer is handed. */
export interface Turn {
  readonly state: RunState;
  /** Wall clock of the tick, epoch ms. */
  readonly timeMs: number;
  /** Sequence number of the tick. */
  readonly seq: number;
  /** The live instance of the event that the tick sends, where there is one. The reducer only keeps it. */
  readonly live: unknown;
  /** Fan-outs of which nothing is under way any more; dealt with at the end of the turn. */
  readonly closing: string[];
  /** Adds the next derived record. */
  derive(body: RecordBody): void;
  /** Adds a command. */
  command(command: Command): void;
}

/** Notes one more holder of an event. */
export function retainEvent({ state }: Turn, eventId: string): void {
  const event = state.events.get(eventId);
  if (event !== undefined) event.references += 1;
}

/** Notes one holder less; the event leaves the state with its last one. */
export function releaseEvent({ state }: Turn, eventId: string): void {
  const event = state.events.get(eventId);
  if (event === undefined) return;
  event.references -= 1;
  if (event.references === 0) state.events.delete(eventId);
}

// The reducer's turns of a live loop: one object for all of them, whose consequences are dealt with as they come.

import type { RecordBody } from "../trace/record.ts";
import type { Command } from "./command.ts";
import type { RunState } from "./run-state.ts";
import type { Turn } from "./turn.ts";

/** Where the consequences of a turn go. */
export interface TurnOutlet {
  /** Gives a derived record its place. */
  place(body: RecordBody): void;
  push(command: Command): void;
}

/** A turn that is used again and again. */
export class LoopTurn implements Turn {
  readonly state: RunState;
  readonly closing: string[] = [];
  timeMs = 0;
  seq = 0;
  live: unknown = undefined;
  readonly #outlet: TurnOutlet;

  constructor(state: RunState, outlet: TurnOutlet) {
    this.state = state;
    this.#outlet = outlet;
  }

  derive(body: RecordBody): void {
    this.state.seq += 1;
    this.#outlet.place(body);
  }

  command(command: Command): void {
    this.#outlet.push(command);
  }
}

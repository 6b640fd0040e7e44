// When a loop acts: due timers first, then commands in order, never inside the code of a step, never for too long.

import type { Command } from "./command.ts";

/** A loop that has worked this long lets timers, I/O and other runs have a turn. */
const LONGEST_TURN_MS = 10;
/** How many commands pass between two looks at the clock. */
const LOOK_EVERY = 64;

/** What a loop does at its turns. */
export interface TurnActions {
  act(command: Command): void;
  /** Rings one due timer; says whether there was one. */
  ringDue(): boolean;
}

/** The commands of a loop, and the moments at which it acts on them. */
export class LoopTurns {
  readonly #actions: TurnActions;
  #commands: Command[] = [];
  #next = 0;
  #isActing = false;
  #isScheduled = false;
  #isYielding = false;
  #looks = 0;
  #turnStartedMs = performance.now();

  constructor(actions: TurnActions) {
    this.#actions = actions;
  }

  get isPending(): boolean {
    return this.#next < this.#commands.length || this.#isYielding;
  }

  push(command: Command): void {
    this.#commands.push(command);
  }

  /** Acts soon: after the code that is on the stack now. */
  schedule(): void {
    if (this.#isActing || this.#isScheduled || this.#isYielding || this.#next >= this.#commands.length) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.wake();
    });
  }

  /** Acts now, unless it is acting already. */
  wake(): void {
    if (this.#isActing || this.#isYielding) return;
    this.#isActing = true;
    try {
      this.#actAll();
    } finally {
      this.#isActing = false;
    }
  }

  #actAll(): void {
    for (;;) {
      if (this.#actions.ringDue()) continue;
      const command = this.#commands[this.#next];
      if (command === undefined) break;
      if (this.#mustYield()) {
        this.#yield();
        return;
      }
      this.#next += 1;
      this.#actions.act(command);
      if (this.#next > 1024) this.#compact();
    }
    this.#commands.length = 0;
    this.#next = 0;
  }

  #compact(): void {
    this.#commands = this.#commands.slice(this.#next);
    this.#next = 0;
  }

  #mustYield(): boolean {
    this.#looks += 1;
    if (this.#looks < LOOK_EVERY) return false;
    this.#looks = 0;
    return performance.now() - this.#turnStartedMs > LONGEST_TURN_MS;
  }

  #yield(): void {
    this.#isYielding = true;
    setImmediate(() => {
      this.#isYielding = false;
      this.#turnStartedMs = performance.now();
      this.wake();
    });
  }
}

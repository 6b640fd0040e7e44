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
  /** The engine itself failed: the run must end, and say so. */
  crash(error: unknown): void;
  /** Time may have passed since the loop acted last. */
  forgetTime(): void;
  /** What the next turn has to wait for, if anything: room for the records of the last one. */
  room(): Promise<unknown> | undefined;
  /** Runs code on behalf of whoever asked for the run, whoever woke the loop. */
  inCaller(code: () => void): void;
}

/** The commands of a loop, and the moments at which it acts on them. */
export class LoopTurns {
  readonly #actions: TurnActions;
  readonly #commands: (Command | undefined)[] = [];
  #next = 0;
  #end = 0;
  #isActing = false;
  #isScheduled = false;
  #isYielding = false;
  #looks = 0;
  #turnStartedMs = performance.now();

  constructor(actions: TurnActions) {
    this.#actions = actions;
  }

  get isPending(): boolean {
    return this.#next < this.#end || this.#isYielding;
  }

  push(command: Command): void {
    this.#commands[this.#end] = command;
    this.#end += 1;
  }

  /** Acts soon: after the code that is on the stack now. */
  schedule(): void {
    if (this.#isActing || this.#isScheduled || this.#isYielding || this.#next >= this.#end) return;
    this.#isScheduled = true;
    queueMicrotask(this.#wakeLater);
  }

  /** Acts now, unless it is acting already. To be called on behalf of whoever asked for the run. */
  wake(): void {
    if (this.#isActing || this.#isYielding) return;
    this.#isActing = true;
    try {
      this.#actAll();
    } catch (error) {
      this.#actions.crash(error);
    } finally {
      this.#isActing = false;
      this.#actions.forgetTime();
    }
  }

  /** Acts now, from anywhere. */
  wakeInCaller(): void {
    this.#actions.forgetTime();
    this.#actions.inCaller(() => this.wake());
  }

  readonly #wakeLater = (): void => {
    this.#isScheduled = false;
    if (this.#next < this.#end) this.wakeInCaller();
  };

  #actAll(): void {
    for (;;) {
      if (this.#actions.ringDue()) continue;
      const command = this.#commands[this.#next];
      if (command === undefined) break;
      if (this.#mustYield()) {
        this.#yield();
        return;
      }
      this.#commands[this.#next] = undefined;
      this.#next += 1;
      this.#actions.act(command);
    }
    if (this.#end > LOOK_EVERY) this.#commands.length = 0;
    this.#next = 0;
    this.#end = 0;
  }

  #mustYield(): boolean {
    this.#looks += 1;
    if (this.#looks < LOOK_EVERY) return false;
    this.#looks = 0;
    return performance.now() - this.#turnStartedMs > LONGEST_TURN_MS;
  }

  #yield(): void {
    this.#isYielding = true;
    const room = this.#actions.room();
    if (room === undefined) setImmediate(this.#goOn);
    else void room.then(() => setImmediate(this.#goOn));
  }

  readonly #goOn = (): void => {
    this.#isYielding = false;
    this.#turnStartedMs = performance.now();
    this.#actions.forgetTime();
    this.wake();
  };
}

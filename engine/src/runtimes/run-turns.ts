// Turns of the runs of one workflow instance: at most `maxConcurrentRuns` at a time, first come, first served.

import type { LaunchableWorkflow } from "../workflow/launcher.ts";

const turnsByWorkflow = new WeakMap<LaunchableWorkflow, RunTurns>();

/** The turns of one workflow instance. */
export class RunTurns {
  readonly #limit: number;
  readonly #waiting = new Set<() => void>();
  #active = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  static of(workflow: LaunchableWorkflow): RunTurns {
    let turns = turnsByWorkflow.get(workflow);
    if (turns === undefined) {
      turns = new RunTurns(workflow.options.maxConcurrentRuns ?? Number.POSITIVE_INFINITY);
      turnsByWorkflow.set(workflow, turns);
    }
    return turns;
  }

  /** Resolves when it is this run's turn. */
  async enter(): Promise<void> {
    if (this.#active < this.#limit) {
      this.#active += 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** A run is over: the next one has its turn. */
  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#active -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

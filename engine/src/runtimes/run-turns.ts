// Turns of the runs of one workflow instance: at most `maxConcurrentRuns` at a time, first come, first served.

import type { LaunchableWorkflow } from "../workflow/launcher.ts";

const turnsByWorkflow = new WeakMap<LaunchableWorkflow, RunTurns>();

/** One run's place in the order. */
export interface RunTurn {
  /** Whether the run may begin now. */
  readonly hasCome: () => boolean;
  /** The run is over, or gave up waiting. */
  readonly leave: () => void;
}

/** The turns of one workflow instance. */
export class RunTurns {
  /** For runs that need no turn of their own. */
  static readonly unlimited: RunTurns = new RunTurns(Number.POSITIVE_INFINITY);
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

  /** Takes a place; `onTurn` is called when it is not this run's turn yet, but will be. */
  enter(onTurn: () => void): RunTurn {
    let isWaiting = this.#active >= this.#limit;
    const begin = (): void => {
      isWaiting = false;
      onTurn();
    };
    if (isWaiting) this.#waiting.add(begin);
    else this.#active += 1;
    let hasLeft = false;
    return {
      hasCome: () => !isWaiting,
      leave: () => {
        if (hasLeft) return;
        hasLeft = true;
        if (isWaiting) this.#waiting.delete(begin);
        else this.#release();
      },
    };
  }

  #release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#active -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

// The waits of one attempt: promises that its parked code is held by, and the ids that stay the same when it runs again.

import type { WorkflowEvent } from "../event/workflow-event.ts";

/** What last asked for the outcome of a wait: the callbacks that `Promise.all` gives to each of its promises, say. */
export interface WaitListener {
  onAnswer: unknown;
  onFailure: unknown;
}

/** A wait of code that is parked. */
export interface PendingWait {
  readonly listener: WaitListener;
  resolve(event: WorkflowEvent): void;
  reject(error: unknown): void;
  /** The error of its deadline. */
  timeoutError(): Error;
}

/** The waits of one attempt. */
export class AttemptWaits {
  readonly #executionId: string;
  readonly #pending = new Map<string, PendingWait>();
  /** Waits that the code goes on without. */
  readonly #abandoned = new Set<PendingWait>();
  readonly #named = new Map<string, number>();

  constructor(executionId: string) {
    this.#executionId = executionId;
  }

  add(waiterId: string, wait: PendingWait): void {
    this.#pending.set(waiterId, wait);
  }

  /** Takes a wait out, to settle it. */
  take(waiterId: string): PendingWait | undefined {
    const wait = this.#pending.get(waiterId);
    this.#pending.delete(waiterId);
    return wait;
  }

  /**
   * An open wait that the code needs as well before it goes on: `Promise.all` listens to each of its promises with a
   * function of its own for the value and with one for all for the failure.
   */
  neededWith({ listener }: PendingWait): string | undefined {
    if (listener.onFailure === undefined) return undefined;
    for (const [waiterId, { listener: other }] of this.#pending)
      if (other.onFailure === listener.onFailure && other.onAnswer !== listener.onAnswer) return waiterId;
    return undefined;
  }

  /** Whether the code may have to wait for another one. */
  get hasOpen(): boolean {
    for (const wait of this.#pending.values()) if (!this.#abandoned.has(wait)) return true;
    return false;
  }

  /** Of waits that are raced, one function hears of all: the first to end lets the code go on without the others. */
  abandonRaced({ listener }: PendingWait, by: keyof WaitListener): void {
    const heardBy = listener[by];
    if (heardBy === undefined) return;
    for (const wait of this.#pending.values()) if (wait.listener[by] === heardBy) this.#abandoned.add(wait);
  }

  rejectAll(reason: unknown): void {
    const waits = [...this.#pending.values()];
    this.#pending.clear();
    for (const wait of waits) wait.reject(reason);
  }

  /** The id of the next wait of this name, the same each time the code runs from the top. */
  nextId(name: string | undefined): string {
    const key = name ?? "";
    const count = (this.#named.get(key) ?? 0) + 1;
    this.#named.set(key, count);
    if (name === undefined) return `${this.#executionId}.w${count}`;
    return count === 1 ? `${this.#executionId}.${name}` : `${this.#executionId}.${name}.${count}`;
  }
}

/** Notes who listens to a wait. A plain `await` goes unnoted: its code goes on with the answer. */
export function noteListener(wait: Promise<unknown>, listener: WaitListener): void {
  const listen = wait.then.bind(wait);
  const then = (onAnswer?: unknown, onFailure?: unknown): unknown => {
    listener.onAnswer = onAnswer;
    listener.onFailure = onFailure;
    return Reflect.apply(listen, undefined, [onAnswer, onFailure]);
  };
  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise, and stays one
  Reflect.defineProperty(wait, "then", { value: then });
}

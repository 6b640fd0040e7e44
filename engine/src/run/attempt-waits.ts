// The waits of one attempt: promises that its parked code is held by, and the ids that stay the same when it runs again.

import type { WorkflowEvent } from "../event/workflow-event.ts";

/** A wait of code that is parked. */
export interface PendingWait {
  resolve(event: WorkflowEvent): void;
  reject(error: unknown): void;
  /** The error of its deadline. */
  timeoutError(): Error;
}

/** The waits of one attempt. */
export class AttemptWaits {
  /** Waits that are open. */
  openCount = 0;
  readonly #executionId: string;
  readonly #pending = new Map<string, PendingWait>();
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

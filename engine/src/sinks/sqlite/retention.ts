// Deletes old runs from time to time, in the writer's own thread, between its commits.

import type { DatabaseSync } from "node:sqlite";
import { pruneStep } from "./prune-runs.ts";
import type { RetentionPolicy } from "./writer-protocol.ts";

const FIRST_CHECK_MS = 5_000;
const CHECK_MS = 60_000;
/** Between two steps of one deletion. */
const PAUSE_MS = 20;

/** Keeps to one policy until it is stopped. */
export class Retention {
  readonly #database: DatabaseSync;
  #timer: NodeJS.Timeout | undefined;

  constructor(database: DatabaseSync, policy: RetentionPolicy | undefined) {
    this.#database = database;
    if (policy !== undefined) this.#schedule(policy, FIRST_CHECK_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #schedule(policy: RetentionPolicy, delayMs: number): void {
    this.#timer = setTimeout(() => this.#step(policy), delayMs).unref();
  }

  #step(policy: RetentionPolicy): void {
    let isDone = true;
    try {
      isDone = pruneStep(this.#database, policy, Date.now()).isDone;
    } catch {
      // Locked, or the disk is in trouble: the writer says so, and the next check tries again.
    }
    this.#schedule(policy, isDone ? CHECK_MS : PAUSE_MS);
  }
}

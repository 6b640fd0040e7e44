// One run from its request to its outcome: queued for its turn, carried by a loop, settled once.

import type { Json } from "../codec/encoded-value.ts";
import { RunEndedError } from "../errors/run-errors.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { Store } from "../workflow/store.ts";
import { checkEvent, checkTarget } from "./emitted-events.ts";
import { encodeEvent } from "./event-book.ts";
import { holdProcess } from "./hold-process.ts";
import { LiveStore } from "./live-store.ts";
import { stateBegun, type RunBeginning } from "./run-beginning.ts";
import type { RunLoop } from "./run-loop.ts";
import { snapshotRunState } from "./snapshot-run-state.ts";

/** How long a failure may go unheard before it is logged. */
const UNHEARD_AFTER_MS = 1_000;

/** How a run ended, for its caller. */
export type RunResult =
  | { readonly isCompleted: true; readonly value: unknown }
  | { readonly isCompleted: false; readonly error: unknown };

/** A run, for whoever asked for it. */
export class RunSession {
  readonly loop: RunLoop;
  readonly outcome: Promise<unknown>;
  readonly store: Store;
  readonly #settle: { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void };
  readonly #onEnd: () => void;
  #release: (() => void) | undefined;
  #beginning: RunBeginning | undefined = undefined;
  #result: RunResult | undefined = undefined;
  #isObserved = false;
  #unheard: NodeJS.Timeout | undefined = undefined;
  #hasBegun = false;
  /** Settled once the run has its turn, or will never have one. */
  #begun: PromiseWithResolvers<void> | undefined = undefined;

  constructor(loop: RunLoop, onEnd: () => void) {
    this.loop = loop;
    this.#onEnd = onEnd;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.outcome = promise;
    this.#settle = { resolve, reject };
    // A failure that nobody awaits is logged, not thrown at the process.
    promise.catch(() => undefined);
    this.store = new LiveStore(loop, undefined, () => this.#whenBegun());
    this.#release = holdProcess();
    loop.onEnd = () => {
      void this.#finish();
    };
  }

  get runId(): string {
    return this.loop.state.runId;
  }

  /** How the run ended, once everything about it is settled. */
  get result(): RunResult | undefined {
    return this.#result;
  }

  /** Whether the run has ended, or will never begin. */
  get isOver(): boolean {
    return this.loop.isOver;
  }

  /** Says what the run begins with; it may still have to wait for its turn. */
  prepare(beginning: RunBeginning): void {
    this.#beginning = beginning;
  }

  /** The run has its turn. */
  begin(): void {
    const beginning = this.#beginning;
    if (this.#hasBegun || this.isOver || beginning === undefined) return;
    this.#hasBegun = true;
    this.loop.open();
    this.loop.commit(beginning.bodies(this.loop), beginning.instances);
    this.#begun?.resolve();
  }

  async send(event: WorkflowEvent, target: string | undefined): Promise<void> {
    checkEvent(event, "handler.sendEvent");
    const { loop } = this;
    checkTarget(loop.state, event, target);
    encodeEvent(event);
    await this.#whenBegun();
    if (this.isOver) throw new RunEndedError(this.runId, loop.state.status);
    loop.commit(
      [loop.book.sendBody(event, { offset: 0, cause: { kind: "external" }, origin: "external", target })],
      [event],
    );
    await loop.durable();
  }

  async cancel(reason: string | undefined): Promise<void> {
    const { loop } = this;
    this.noteObserver();
    if (!this.isOver) {
      const opening = this.#hasBegun ? [] : (this.#beginning?.openingBodies(loop) ?? []);
      this.#hasBegun = true;
      loop.commit([
        ...opening,
        { kind: "run.cancelled", data: reason === undefined ? {} : { reason: String(reason) } },
      ]);
      loop.drainInCaller();
    }
    await this.outcome.catch(() => undefined);
  }

  /** The run cannot begin. */
  refuse(error: unknown): void {
    if (this.isOver) return;
    const { state } = this.loop;
    state.status = "failed";
    state.endedAtMs = Math.floor(this.loop.clock.now());
    this.loop.book.failure = { error };
    this.loop.feed.close();
    void this.#finish();
  }

  /** Somebody will hear of a failure. */
  noteObserver(): void {
    this.#isObserved = true;
    clearTimeout(this.#unheard);
  }

  unref(): void {
    this.#release?.();
    this.#release = undefined;
  }

  snapshot(): Json {
    const { loop } = this;
    const beginning = this.#hasBegun ? undefined : this.#beginning;
    return snapshotRunState(beginning === undefined ? loop.state : stateBegun(loop, beginning), loop.facts);
  }

  async #whenBegun(): Promise<void> {
    if (this.#hasBegun) return;
    this.#begun ??= Promise.withResolvers<void>();
    await this.#begun.promise;
  }

  async #finish(): Promise<void> {
    const { loop } = this;
    const { state, book } = loop;
    this.#hasBegun = true;
    this.#begun?.resolve();
    const stop = state.stopEventId === undefined ? undefined : book.get(state.stopEventId);
    const durable = state.seq === 0 ? undefined : loop.durable();
    if (durable !== undefined) await durable;
    if (state.status === "completed") {
      const value: unknown = loop.definition.isStopTyped ? stop : Reflect.get(Object(stop), "result");
      this.#result = { isCompleted: true, value };
      this.#settle.resolve(value);
    } else {
      this.#result = { isCompleted: false, error: book.failure?.error };
      this.#settle.reject(book.failure?.error);
      this.#reportUnheard();
    }
    this.unref();
    this.#onEnd();
  }

  /** Whoever awaits a run may first have other things to await. */
  #reportUnheard(): void {
    if (this.#isObserved) return;
    this.#unheard = setTimeout(() => {
      const { workflow, state, book } = this.loop;
      console.error(
        `stepscope: run ${this.runId} of ${workflow.name} ended as ${state.status}, and nobody awaits it:`,
        book.failure?.error,
      );
    }, UNHEARD_AFTER_MS);
  }
}

// One run from its request to its outcome: queued for its turn, carried by a loop, settled once.

import type { Json } from "../codec/encoded-value.ts";
import { encodeFrozen } from "../codec/encode.ts";
import { RunEndedError } from "../errors/run-errors.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody, RecordData } from "../trace/record.ts";
import type { RunOptions } from "../workflow/run-options.ts";
import type { Store } from "../workflow/store.ts";
import { checkEvent, checkTarget } from "./emitted-events.ts";
import { encodeEvent } from "./event-book.ts";
import { holdProcess } from "./hold-process.ts";
import { LiveStore } from "./live-store.ts";
import type { RunLoop } from "./run-loop.ts";
import { REDUCER_VERSION } from "./run-state.ts";
import { snapshotRunState } from "./snapshot-run-state.ts";

/** What a run begins with. */
export interface RunStart {
  readonly startEvent: WorkflowEvent;
  readonly options: RunOptions;
  readonly parent?: NonNullable<RecordData["run.started"]["parent"]>;
  /** State taken over from a run that was over. */
  readonly store?: RecordData["run.started"]["store"];
}

/** A run, for whoever asked for it. */
export class RunSession {
  readonly loop: RunLoop;
  readonly outcome: Promise<unknown>;
  readonly store: Store;
  readonly #settle: { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void };
  readonly #onEnd: () => void;
  #release: (() => void) | undefined;
  #isObserved = false;
  #hasBegun = false;
  #isSettled = false;
  /** Events sent before the run had its turn. */
  readonly #early: (() => void)[] = [];

  constructor(loop: RunLoop, onEnd: () => void) {
    this.loop = loop;
    this.#onEnd = onEnd;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.outcome = promise;
    this.#settle = { resolve, reject };
    // A failure that nobody awaits is logged, not thrown at the process.
    promise.catch(() => undefined);
    this.store = new LiveStore(loop);
    this.#release = holdProcess();
    loop.onEnd = () => {
      void this.#finish();
    };
  }

  get runId(): string {
    return this.loop.state.runId;
  }

  /** Begins a new run. */
  begin({ startEvent, options, parent, store }: RunStart): void {
    if (this.#isSettled) return;
    const { loop } = this;
    const { definition, workflow } = loop;
    const { timeoutMs } = workflow.options;
    const input = encodeEvent(startEvent);
    const { tags, metadata, sessionId, userId } = options;
    const data: RecordData["run.started"] = {
      workflow: definition.graph.name,
      ...(definition.graph.version === undefined ? {} : { version: definition.graph.version }),
      definitionHash: definition.definitionHash,
      reducerVersion: REDUCER_VERSION,
      input,
      ...(timeoutMs === undefined ? {} : { timeoutMs, deadlineMs: loop.clock.now() + timeoutMs }),
      ...(tags === undefined ? {} : { tags: [...tags] }),
      ...(metadata === undefined ? {} : { metadata: asJson(encodeFrozen(metadata, "metadata")) }),
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(userId === undefined ? {} : { userId }),
      ...(parent === undefined ? {} : { parent }),
      ...(store === undefined ? {} : { store }),
    };
    this.#hasBegun = true;
    const sent = loop.sendBody(startEvent, { offset: 0, cause: { kind: "run" }, origin: "input" });
    loop.commit([{ kind: "run.started", data }, sent]);
    this.#afterBegin();
  }

  /** Goes on with a run whose state was restored. */
  resume(body: RecordBody): void {
    if (this.#isSettled) return;
    this.#hasBegun = true;
    this.loop.commit([body]);
    this.#afterBegin();
  }

  async send(event: WorkflowEvent, target: string | undefined): Promise<void> {
    checkEvent(event, "handler.sendEvent");
    const { loop } = this;
    checkTarget(loop.state, event, target);
    encodeEvent(event);
    if (!this.#hasBegun) await new Promise<void>((resolve) => this.#early.push(resolve));
    if (loop.isOver) throw new RunEndedError(this.runId, loop.state.status);
    loop.commit([loop.sendBody(event, { offset: 0, cause: { kind: "external" }, origin: "external", target })]);
    await loop.durable();
  }

  async cancel(reason: string | undefined): Promise<void> {
    const { loop } = this;
    this.noteObserver();
    if (!loop.isOver && !this.#isSettled) {
      this.#hasBegun = true;
      loop.commit([{ kind: "run.cancelled", data: reason === undefined ? {} : { reason: String(reason) } }]);
      loop.drain();
    }
    await this.outcome.catch(() => undefined);
  }

  /** The run cannot begin. */
  refuse(error: unknown): void {
    this.#isSettled = true;
    this.loop.state.status = "failed";
    this.loop.state.endedAtMs = this.loop.clock.now();
    this.loop.recorder.close();
    this.loop.feed.close();
    this.#reject(error);
    this.#over();
  }

  /** Somebody will hear of a failure. */
  noteObserver(): void {
    this.#isObserved = true;
  }

  unref(): void {
    this.#release?.();
    this.#release = undefined;
  }

  snapshot(): Json {
    return snapshotRunState(this.loop.state);
  }

  #afterBegin(): void {
    for (const go of this.#early) go();
    this.#early.length = 0;
  }

  async #finish(): Promise<void> {
    const { loop } = this;
    this.#isSettled = true;
    this.#afterBegin();
    const { state } = loop;
    const stop = state.stopEventId === undefined ? undefined : loop.book.get(state.stopEventId);
    await loop.durable();
    if (state.status === "completed") this.#settle.resolve(loop.definition.isStopTyped ? stop : Reflect.get(Object(stop), "result"));
    else this.#reject(loop.book.failure?.error);
    this.#over();
  }

  #reject(error: unknown): void {
    this.#settle.reject(error);
    setImmediate(() => {
      if (this.#isObserved) return;
      this.#isObserved = true;
      console.error(`stepscope: run ${this.runId} of ${this.loop.workflow.name} ${this.loop.state.status}, and nobody awaits it:`, error);
    }).unref();
  }

  #over(): void {
    this.unref();
    this.#onEnd();
  }
}

/** Metadata of a run is plain JSON, encoded or not. */
function asJson(value: Json): Json {
  return value;
}

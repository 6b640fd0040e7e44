// Stepwise execution over a loop whose starts wait to be let go one by one.

import { ContextError } from "../errors/run-errors.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { ReadyStep, StepOutcome, Stepper } from "../workflow/stepper.ts";
import type { ExecutionState } from "./run-state.ts";
import type { RunSession } from "./run-session.ts";
import type { SettledAttempt } from "./attempt-outcome.ts";

/** Runs one step execution at a time. */
export class LiveStepper implements Stepper<unknown> {
  readonly #session: RunSession;
  #current: { readonly executionId: string; readonly resolve: (settled: SettledAttempt) => void } | undefined =
    undefined;
  #wake: (() => void) | undefined = undefined;

  constructor(session: RunSession) {
    this.#session = session;
    session.noteObserver();
    session.loop.onReady = () => this.#wake?.();
    session.loop.runner.onSettled = (settled) => {
      if (this.#current?.executionId === settled.execution.id) this.#current.resolve(settled);
    };
    const over = (): void => this.#wake?.();
    session.outcome.then(over, over);
  }

  get runId(): string {
    return this.#session.runId;
  }

  async runStep(): Promise<StepOutcome | undefined> {
    const { loop } = this.#session;
    if (this.#current !== undefined)
      throw new ContextError("runStep was called while the step before still runs. Await each call before the next.");
    while (loop.ready.length === 0) {
      if (this.isDone()) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const next = loop.ready[0];
    if (next === undefined) return undefined;
    const ready = this.#readyStep(next);
    const settled = await this.#start(next);
    this.#current = undefined;
    if (loop.isOver) await this.#session.outcome.catch(() => undefined);
    const { outcome, outputEvents, error } = settled;
    return { ...ready, outcome, outputEvents, ...(error === undefined ? {} : { error }) };
  }

  isDone(): boolean {
    return this.#session.result !== undefined;
  }

  getResult(): unknown {
    const { result } = this.#session;
    if (result === undefined)
      throw new ContextError(`Run ${this.runId} is not done. Call runStep until isDone() is true.`, {
        runId: this.runId,
      });
    if (result.isCompleted) return result.value;
    throw result.error;
  }

  pending(): readonly ReadyStep[] {
    return this.#session.loop.ready.map((execution) => this.#readyStep(execution));
  }

  async sendEvent(event: WorkflowEvent, options: { readonly step?: string } = {}): Promise<void> {
    await this.#session.send(event, options.step);
  }

  #start(execution: ExecutionState): Promise<SettledAttempt> {
    return new Promise((resolve) => {
      this.#current = { executionId: execution.id, resolve };
      this.#session.loop.startNext();
    });
  }

  #readyStep({ id, step, attempt, eventIds }: ExecutionState): ReadyStep {
    const { book } = this.#session.loop;
    const inputEvents = eventIds.map((eventId) => book.get(eventId)).filter((event) => event !== undefined);
    return { executionId: id, step, attempt, inputEvents };
  }
}

// "Error handling": retry policies, what they look at, and recovery once they give up.

import {
  StartEvent,
  StopEvent,
  Workflow,
  afterAttempt,
  anyOf,
  beforeDelay,
  defineEvent,
  exponentialJitter,
  fixed,
  none,
  onError,
  onErrorMessage,
  onErrorType,
  random,
  retryPolicy,
  sum,
  type RetryPolicy,
} from "stepscope";
import { z } from "zod";

/** Fails, or gives a result; told which attempt it is, from 0. */
export type FlakyCall = (attempt: number) => string | Promise<string>;

/** One step with a policy of your choice. */
export function createFlakyWorkflow(retry: RetryPolicy, call: FlakyCall) {
  const workflow = new Workflow<Record<never, never>, string>({ name: "flaky" });
  workflow.step({ accepts: StartEvent, emits: StopEvent, retry }, async function flakyStep(_ev, ctx) {
    return new StopEvent({ result: await call(ctx.attempt.number) });
  });
  return workflow;
}

/** Ten attempts, five seconds apart. */
export const patient = retryPolicy({ wait: fixed(5_000), stop: afterAttempt(10) });

export class TimeoutError extends Error {}
export class ConnectionError extends Error {}

/** Only what may pass by itself: by class or by message, with some jitter, for half a minute at most. */
export const selective = retryPolicy({
  when: anyOf(onErrorType(TimeoutError, ConnectionError), onErrorMessage(/rate limit|temporarily unavailable/)),
  wait: sum(fixed(1_000), random({ minMs: 0, maxMs: 1_000 })),
  stop: anyOf(afterAttempt(5), beforeDelay(30_000)),
});

/** For rate-limited services: each wait longer than the last. */
export const backingOff = retryPolicy({
  wait: exponentialJitter({ initialMs: 1_000, base: 2, maxMs: 30_000 }),
  stop: afterAttempt(5),
});

/** A condition of your own: only on Fridays. */
export function onFridays(today: () => Date): RetryPolicy {
  return retryPolicy({ when: onError(() => today().getUTCDay() === 5), wait: none(), stop: afterAttempt(3) });
}

/** What a step sees of its own retries. */
export function createInspectingWorkflow() {
  const workflow = new Workflow<Record<never, never>, string[]>({ name: "inspecting" });
  const retry = retryPolicy({ wait: none(), stop: afterAttempt(3) });
  const seen: string[] = [];
  workflow.step({ accepts: StartEvent, emits: StopEvent, retry }, async function flaky(_ev, ctx) {
    const { number, lastError } = ctx.attempt;
    seen.push(lastError instanceof Error ? `attempt ${number} after ${lastError.message}` : `attempt ${number}`);
    if (number < 2) throw new Error(`failure ${number}`);
    return new StopEvent({ result: [...seen] });
  });
  return workflow;
}

/** What a recovery ends a run with. */
export interface Aborted {
  readonly failedStep: string;
  readonly error: string;
}

const quickly = retryPolicy({ wait: none(), stop: afterAttempt(3) });

/** A wildcard recovery: it takes any step whose retries are exhausted. */
export class Pipeline extends Workflow<Record<never, never>, string | Aborted> {
  readonly #callApi: FlakyCall;

  constructor(callApi: FlakyCall) {
    super();
    this.#callApi = callApi;
  }

  fetch = this.step({ accepts: StartEvent, emits: StopEvent, retry: quickly }, async (_ev, ctx) => {
    return new StopEvent({ result: await this.#callApi(ctx.attempt.number) });
  });

  onFailure = this.catchError({ emits: StopEvent }, async (ev) => {
    return new StopEvent({ result: { failedStep: ev.step, error: String(ev.error) } });
  });
}

export class FetchedEvent extends defineEvent("FetchedEvent", z.object({ body: z.string() })) {}

/** A recovery for one step, and a wildcard for the others. */
export class ScopedPipeline extends Workflow<Record<never, never>, unknown> {
  readonly #fetch: FlakyCall;
  readonly #parse: (body: string) => string;

  constructor(fetch: FlakyCall, parse: (body: string) => string) {
    super();
    this.#fetch = fetch;
    this.#parse = parse;
  }

  fetch = this.step({ accepts: StartEvent, emits: FetchedEvent, retry: quickly }, async (_ev, ctx) => {
    return new FetchedEvent({ body: await this.#fetch(ctx.attempt.number) });
  });

  parse = this.step({ accepts: FetchedEvent, emits: StopEvent, retry: quickly }, async (ev) => {
    return new StopEvent({ result: this.#parse(ev.body) });
  });

  onFetchFailure = this.catchError({ steps: ["fetch"], emits: StopEvent }, async () => {
    return new StopEvent({ result: { fallback: true } });
  });

  onAnyFailure = this.catchError({ emits: StopEvent }, async (ev) => {
    return new StopEvent({ result: { aborted: ev.step } });
  });
}

export class RetryFetch extends defineEvent("RetryFetch") {}

/** A recovery that leads back into the graph, at most twice for one event and what came of it. */
export class BudgetedPipeline extends Workflow<Record<never, never>, string> {
  readonly #callApi: FlakyCall;
  #calls = 0;

  constructor(callApi: FlakyCall) {
    super();
    this.#callApi = callApi;
  }

  fetch = this.step(
    { accepts: [StartEvent, RetryFetch], emits: StopEvent, retry: retryPolicy({ stop: afterAttempt(1) }) },
    async () => {
      return new StopEvent({ result: await this.#callApi(this.#calls++) });
    },
  );

  onFailure = this.catchError({ steps: ["fetch"], maxRecoveries: 2, emits: RetryFetch }, async () => new RetryFetch());
}

// Retry policies: when to try again, how long to wait, when to stop.

import { OptionError } from "../errors/option-error.ts";
import { seededRandom } from "./seeded-random.ts";
import { always } from "./retry-predicate.ts";
import { fixed, type RetryWait } from "./retry-wait.ts";
import type { RetryFailure, RetryPredicate } from "./retry-predicate.ts";
import { afterAttempt } from "./retry-stop.ts";

/** What a policy is made of. */
export interface RetryPolicyOptions {
  /** Which failures to retry. @default always() */
  readonly when?: RetryPredicate;
  /** How long to wait before the next attempt. @default fixed(5000) */
  readonly wait?: RetryWait;
  /** When to give up. @default afterAttempt(3) */
  readonly stop?: RetryPredicate;
}

/** One failed attempt, as a policy is asked about it. */
export interface FailedAttempt {
  readonly error: unknown;
  /** Counted from 0. */
  readonly attempt: number;
  /** Ms from the start of the first attempt to this failure. */
  readonly elapsedMs: number;
  /** Makes jitter repeatable: the run's id, the step, the execution and the attempt. */
  readonly seed: string;
}

/** What a policy decides; it is journaled, so a replay never asks again. */
export type RetryDecision = { readonly retry: true; readonly delayMs: number } | { readonly retry: false };

/** Decides about failed attempts. */
export interface RetryPolicy {
  decide(failed: FailedAttempt): RetryDecision;
  /** Most attempts in all, where the policy says. */
  readonly maxAttempts?: number;
}

/**
 * Makes a retry policy.
 *
 * @throws OptionError when a part of it is no function.
 *
 * @example
 * ```ts
 * import { afterAttempt, exponential, onErrorMessage, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({
 *   when: onErrorMessage(/429|timeout/),
 *   wait: exponential({ initialMs: 200, maxMs: 10_000 }),
 *   stop: afterAttempt(5),
 * });
 * console.log(policy.maxAttempts); // 5
 * ```
 */
export function retryPolicy(options: RetryPolicyOptions = {}): RetryPolicy {
  const { when = always(), wait = fixed(5_000), stop = afterAttempt(3) } = options;
  for (const [name, part] of Object.entries({ when, wait, stop }))
    if (typeof part !== "function") throw new OptionError(`retryPolicy: ${name}`, "a function", part);
  return Object.freeze({
    ...(stop.maxAttempts === undefined ? {} : { maxAttempts: stop.maxAttempts }),
    decide({ error, attempt, elapsedMs, seed }: FailedAttempt): RetryDecision {
      const before: RetryFailure = { error, attempt, elapsedMs, nextDelayMs: 0 };
      if (!when(before)) return { retry: false };
      const delayMs = Math.max(0, wait(attempt, seededRandom(seed)));
      return stop({ ...before, nextDelayMs: delayMs }) ? { retry: false } : { retry: true, delayMs };
    },
  });
}

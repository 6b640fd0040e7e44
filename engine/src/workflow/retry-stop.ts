// When a retry policy gives up.

import { OptionError } from "../errors/option-error.ts";
import { counted, type RetryPredicate } from "./retry-predicate.ts";

/**
 * Gives up once so many attempts have been made in all.
 *
 * @throws OptionError when it is not a whole number from 1.
 *
 * @example
 * ```ts
 * import { afterAttempt, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ stop: afterAttempt(5) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function afterAttempt(attempts: number): RetryPredicate {
  if (!Number.isInteger(attempts) || attempts < 1)
    throw new OptionError("afterAttempt: attempts", "a whole number from 1", attempts);
  return counted(({ attempt }) => attempt + 1 >= attempts, attempts);
}

/**
 * Gives up once so much time has passed since the first attempt began. Ms.
 *
 * @example
 * ```ts
 * import { afterDelay, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ stop: afterDelay(60_000) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function afterDelay(ms: number): RetryPredicate {
  checkMs("afterDelay", ms);
  return ({ elapsedMs }) => elapsedMs >= ms;
}

/**
 * Gives up when the next attempt would begin so long after the first one, or later. Ms.
 *
 * @example
 * ```ts
 * import { beforeDelay, fixed, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ wait: fixed(200), stop: beforeDelay(600) });
 * console.log(policy.maxAttempts); // 3 attempts are made
 * ```
 */
export function beforeDelay(ms: number): RetryPredicate {
  checkMs("beforeDelay", ms);
  return ({ elapsedMs, nextDelayMs }) => elapsedMs + nextDelayMs >= ms;
}

function checkMs(where: string, ms: number): void {
  if (!(ms >= 0)) throw new OptionError(`${where}: ms`, "a number of milliseconds from 0", ms);
}

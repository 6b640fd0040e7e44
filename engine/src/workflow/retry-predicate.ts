// The yes-or-no parts of a retry policy: which failures to retry, and their combinations.

import { OptionError } from "../errors/option-error.ts";

/** A failed attempt, as conditions and stops see it. */
export interface RetryFailure {
  readonly error: unknown;
  /** Counted from 0. */
  readonly attempt: number;
  /** Ms from the start of the first attempt to this failure. */
  readonly elapsedMs: number;
  /** Ms that would pass before the next attempt; 0 while `when` is asked. */
  readonly nextDelayMs: number;
}

/** A question about a failed attempt: serves as condition (`when`) and as stop. */
export interface RetryPredicate {
  (failure: RetryFailure): boolean;
  /** Most attempts in all, where this is a stop that counts them. */
  readonly maxAttempts?: number;
}

/** An error class, also an abstract one. */
export type ErrorClass = abstract new (...parameters: never[]) => unknown;

/** Longest chain of causes that is searched; a chain may be endless. */
const CAUSE_LIMIT = 32;

/**
 * Every failure.
 *
 * @example
 * ```ts
 * import { afterAttempt, always, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ when: always(), stop: afterAttempt(5) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function always(): RetryPredicate {
  return () => true;
}

/**
 * No failure.
 *
 * @example
 * ```ts
 * import { fixed, never, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ wait: fixed(1_000), stop: never() });
 * console.log(policy.maxAttempts);
 * ```
 */
export function never(): RetryPredicate {
  return () => false;
}

/**
 * Failures whose error satisfies the test.
 *
 * @example
 * ```ts
 * import { onError, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ when: onError((error) => error instanceof Error && "status" in error) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function onError(test: (error: unknown) => boolean): RetryPredicate {
  return ({ error }) => test(error);
}

/**
 * Failures whose error is an instance of one of the classes.
 *
 * @example
 * ```ts
 * import { onErrorType, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ when: onErrorType(TypeError, RangeError) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function onErrorType(...types: readonly ErrorClass[]): RetryPredicate {
  checkClasses("onErrorType", types);
  return ({ error }) => isOneOf(error, types);
}

/**
 * Failures whose error's message contains the text, or matches the expression.
 *
 * @example
 * ```ts
 * import { onErrorMessage, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ when: onErrorMessage(/429|timeout/i) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function onErrorMessage(pattern: string | RegExp): RetryPredicate {
  return ({ error }) => {
    const message = error instanceof Error ? error.message : String(error);
    if (typeof pattern === "string") return message.includes(pattern);
    // A global expression remembers where it stopped; `search` does not.
    return message.search(pattern) >= 0;
  };
}

/**
 * Failures with an instance of one of the classes somewhere in their chain of causes.
 *
 * @example
 * ```ts
 * import { onErrorCause, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ when: onErrorCause(SyntaxError) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function onErrorCause(...types: readonly ErrorClass[]): RetryPredicate {
  checkClasses("onErrorCause", types);
  return ({ error }) => {
    let cause = causeOf(error);
    for (let depth = 0; depth < CAUSE_LIMIT && cause !== undefined; depth++) {
      if (isOneOf(cause, types)) return true;
      cause = causeOf(cause);
    }
    return false;
  };
}

/**
 * When one of them says yes.
 *
 * @example
 * ```ts
 * import { afterAttempt, afterDelay, anyOf, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ stop: anyOf(afterAttempt(5), afterDelay(60_000)) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function anyOf(...parts: readonly RetryPredicate[]): RetryPredicate {
  const counts = parts.flatMap(({ maxAttempts }) => (maxAttempts === undefined ? [] : [maxAttempts]));
  return counted(
    (failure) => parts.some((part) => part(failure)),
    counts.length === 0 ? undefined : Math.min(...counts),
  );
}

/**
 * When all of them say yes.
 *
 * @example
 * ```ts
 * import { allOf, not, onErrorMessage, onErrorType, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ when: allOf(onErrorType(Error), not(onErrorMessage("401"))) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function allOf(...parts: readonly RetryPredicate[]): RetryPredicate {
  const counts = parts.flatMap(({ maxAttempts }) => (maxAttempts === undefined ? [] : [maxAttempts]));
  const isCounted = counts.length === parts.length && parts.length > 0;
  return counted((failure) => parts.every((part) => part(failure)), isCounted ? Math.max(...counts) : undefined);
}

/**
 * When it says no.
 *
 * @example
 * ```ts
 * import { not, onErrorMessage, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ when: not(onErrorMessage("invalid key")) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function not(part: RetryPredicate): RetryPredicate {
  return (failure) => !part(failure);
}

/** A predicate that may know how many attempts it allows. */
export function counted(test: (failure: RetryFailure) => boolean, maxAttempts: number | undefined): RetryPredicate {
  const predicate = (failure: RetryFailure): boolean => test(failure);
  return maxAttempts === undefined ? predicate : Object.assign(predicate, { maxAttempts });
}

function checkClasses(where: string, types: readonly unknown[]): void {
  const isClass = (type: unknown): boolean =>
    typeof type === "function" && typeof Reflect.get(type, "prototype") === "object";
  const bad = types.findIndex((type) => !isClass(type));
  if (bad >= 0 || types.length === 0) throw new OptionError(`${where}: types`, "error classes", types[bad]);
}

function isOneOf(error: unknown, types: readonly ErrorClass[]): boolean {
  return types.some((type) => error instanceof type);
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

// How long a retry policy waits before the next attempt.

import { OptionError } from "../errors/option-error.ts";

/** Ms to wait after the failed attempt `n` (from 0); `random` gives numbers in [0, 1), the same ones for the same seed. */
export type RetryWait = (n: number, random: () => number) => number;

/** Options of the waits that grow by a factor. */
export interface ExponentialOptions {
  /** First wait. */
  readonly initialMs: number;
  /** Factor from one wait to the next. @default 2 */
  readonly base?: number;
  /** Longest wait. @default no limit */
  readonly maxMs?: number;
  /** Shortest wait. @default 0 */
  readonly minMs?: number;
}

/**
 * Always the same wait.
 *
 * @example
 * ```ts
 * import { fixed, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ wait: fixed(500) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function fixed(ms: number): RetryWait {
  check("fixed", "ms", ms);
  return () => ms;
}

/**
 * No wait.
 *
 * @example
 * ```ts
 * import { none, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ wait: none() });
 * console.log(policy.maxAttempts);
 * ```
 */
export function none(): RetryWait {
  return () => 0;
}

/**
 * `initialMs · base^n`, within the limits.
 *
 * @example
 * ```ts
 * import { exponential, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ wait: exponential({ initialMs: 100, base: 3, maxMs: 10_000 }) });
 * console.log(policy.maxAttempts); // waits 100, 300, …
 * ```
 */
export function exponential(options: ExponentialOptions): RetryWait {
  const grown = growth("exponential", options);
  return (n) => grown(n);
}

/**
 * `startMs + n · stepMs`, up to `maxMs`.
 *
 * @example
 * ```ts
 * import { incrementing, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ wait: incrementing({ startMs: 100, stepMs: 200, maxMs: 1_000 }) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function incrementing(options: {
  readonly startMs: number;
  readonly stepMs: number;
  readonly maxMs?: number;
}): RetryWait {
  const { startMs, stepMs, maxMs = Number.MAX_SAFE_INTEGER } = options;
  check("incrementing", "startMs", startMs);
  check("incrementing", "maxMs", maxMs);
  return (n) => Math.min(maxMs, startMs + n * stepMs);
}

/**
 * Anything from `minMs` to `maxMs`.
 *
 * @example
 * ```ts
 * import { random, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ wait: random({ minMs: 100, maxMs: 500 }) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function random(options: { readonly minMs?: number; readonly maxMs: number }): RetryWait {
  const { minMs = 0, maxMs } = options;
  check("random", "minMs", minMs);
  check("random", "maxMs", maxMs);
  if (minMs > maxMs) throw new OptionError("random: minMs", `at most maxMs (${maxMs})`, minMs);
  return (_n, next) => minMs + next() * (maxMs - minMs);
}

/**
 * The exponential wait plus up to as much as the first one again.
 *
 * @example
 * ```ts
 * import { exponentialJitter, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ wait: exponentialJitter({ initialMs: 100, maxMs: 10_000 }) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function exponentialJitter(options: ExponentialOptions): RetryWait {
  const grown = growth("exponentialJitter", options);
  const { maxMs = Number.MAX_SAFE_INTEGER, initialMs } = options;
  return (n, next) => Math.min(maxMs, grown(n) + next() * initialMs);
}

/**
 * Anything from `minMs` to the exponential wait.
 *
 * @example
 * ```ts
 * import { fullJitter, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ wait: fullJitter({ initialMs: 100, maxMs: 10_000 }) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function fullJitter(options: ExponentialOptions): RetryWait {
  const grown = growth("fullJitter", options);
  const { minMs = 0 } = options;
  return (n, next) => minMs + next() * (grown(n) - minMs);
}

/**
 * One wait after the other; the last one repeats.
 *
 * @example
 * ```ts
 * import { chain, fixed, retryPolicy } from "stepscope";
 *
 * const policy = retryPolicy({ wait: chain(fixed(100), fixed(200), fixed(500)) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function chain(...waits: readonly RetryWait[]): RetryWait {
  if (waits.length === 0) throw new OptionError("chain: waits", "at least one wait", waits);
  return (n, next) => waits[Math.min(n, waits.length - 1)]?.(n, next) ?? 0;
}

/**
 * All waits together.
 *
 * @example
 * ```ts
 * import { fixed, random, retryPolicy, sum } from "stepscope";
 *
 * const policy = retryPolicy({ wait: sum(fixed(500), random({ maxMs: 100 })) });
 * console.log(policy.maxAttempts);
 * ```
 */
export function sum(...waits: readonly RetryWait[]): RetryWait {
  return (n, next) => waits.reduce((total, wait) => total + wait(n, next), 0);
}

function growth(where: string, options: ExponentialOptions): (n: number) => number {
  const { initialMs, base = 2, maxMs = Number.MAX_SAFE_INTEGER, minMs = 0 } = options;
  for (const [name, value] of Object.entries({ initialMs, base, maxMs, minMs })) check(where, name, value);
  return (n) => Math.min(maxMs, Math.max(minMs, initialMs * base ** n));
}

function check(where: string, option: string, value: number): void {
  if (!(value >= 0)) throw new OptionError(`${where}: ${option}`, "a number from 0", value);
}

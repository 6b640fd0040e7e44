// The retry algebra: its conditions, waits and stops, alone and together.

import { describe, expect, it } from "vitest";
import { OptionError } from "../errors/option-error.ts";
import { retryPolicy, type RetryPolicy } from "./retry-policy.ts";
import {
  allOf,
  always,
  anyOf,
  never,
  not,
  onError,
  onErrorCause,
  onErrorMessage,
  onErrorType,
  type RetryPredicate,
} from "./retry-predicate.ts";
import { afterAttempt, afterDelay, beforeDelay } from "./retry-stop.ts";
import {
  chain,
  exponential,
  exponentialJitter,
  fixed,
  fullJitter,
  incrementing,
  none,
  random,
  sum,
  type RetryWait,
} from "./retry-wait.ts";
import { seededRandom } from "./seeded-random.ts";

/** The waits between attempts that each take no time, until the policy gives up. */
function waitsOf(policy: RetryPolicy, error: unknown = new Error("x")): readonly number[] {
  const waits: number[] = [];
  for (let elapsedMs = 0; waits.length < 50;) {
    const decision = policy.decide({ error, attempt: waits.length, elapsedMs, seed: `run/step/${waits.length}` });
    if (!decision.retry) return waits;
    waits.push(decision.delayMs);
    elapsedMs += decision.delayMs;
  }
  return waits;
}

function first(wait: RetryWait, count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => wait(n, () => 0.5));
}

const asked = { attempt: 0, elapsedMs: 0, nextDelayMs: 0 };

describe("anchors", () => {
  it("by default: any error, 5 s, 3 attempts", () => {
    expect(waitsOf(retryPolicy())).toStrictEqual([5_000, 5_000]);
    expect(retryPolicy().maxAttempts).toBe(3);
  });

  it("a wait of 200 ms with beforeDelay(600) makes exactly 3 attempts", () => {
    expect(waitsOf(retryPolicy({ wait: fixed(200), stop: beforeDelay(600) }))).toStrictEqual([200, 200]);
  });

  it("exponential from 100 ms with base 3 waits 100, then 300", () => {
    expect(waitsOf(retryPolicy({ wait: exponential({ initialMs: 100, base: 3 }) }))).toStrictEqual([100, 300]);
  });

  it("a chain 1, 2, 5 repeats 5", () => {
    expect(first(chain(fixed(1), fixed(2), fixed(5)), 5)).toStrictEqual([1, 2, 5, 5, 5]);
  });
});

describe("waits", () => {
  it.each<{ name: string; wait: RetryWait; waits: readonly number[] }>([
    { name: "none", wait: none(), waits: [0, 0, 0] },
    {
      name: "exponential within limits",
      wait: exponential({ initialMs: 10, minMs: 15, maxMs: 60 }),
      waits: [15, 20, 40, 60, 60],
    },
    { name: "incrementing", wait: incrementing({ startMs: 5, stepMs: 10, maxMs: 20 }), waits: [5, 15, 20, 20] },
    { name: "random", wait: random({ minMs: 10, maxMs: 30 }), waits: [20, 20] },
    { name: "exponentialJitter", wait: exponentialJitter({ initialMs: 10, maxMs: 42 }), waits: [15, 25, 42] },
    { name: "fullJitter", wait: fullJitter({ initialMs: 10, minMs: 2 }), waits: [6, 11, 21] },
    { name: "sum", wait: sum(fixed(3), exponential({ initialMs: 1 })), waits: [4, 5, 7] },
  ])("$name", ({ wait, waits }) => {
    expect(first(wait, waits.length)).toStrictEqual(waits);
  });

  it("repeat their jitter for the same seed, and only for it", () => {
    const policy = retryPolicy({ wait: fullJitter({ initialMs: 1_000 }), stop: never() });
    const waits = ["a", "a", "b"].map((seed) => policy.decide({ error: 1, attempt: 3, elapsedMs: 0, seed }));
    expect(waits[0]).toStrictEqual(waits[1]);
    expect(waits[0]).not.toStrictEqual(waits[2]);
  });

  it("spread their jitter evenly over near seeds", () => {
    const numbers = Array.from({ length: 10_000 }, (_, index) => seededRandom(`run-1/step/x${index}/0`)());
    const tenths = Object.values(Object.groupBy(numbers, (number) => Math.floor(number * 10))).map(
      (group) => group?.length ?? 0,
    );
    expect(tenths).toHaveLength(10);
    expect(Math.min(...tenths)).toBeGreaterThan(850);
    expect(Math.max(...tenths)).toBeLessThan(1_150);
  });
});

describe("conditions", () => {
  class Transient extends Error {}
  const wrapped = new Error("outer", { cause: new Error("middle", { cause: new Transient("inner") }) });

  it.each<{ name: string; when: RetryPredicate; yes: unknown; no: unknown }>([
    { name: "onError", when: onError((error) => error === 5), yes: 5, no: 6 },
    { name: "onErrorType", when: onErrorType(TypeError, Transient), yes: new Transient(), no: new Error("x") },
    { name: "onErrorMessage with text", when: onErrorMessage("429"), yes: new Error("got 429"), no: new Error("500") },
    { name: "onErrorMessage with an expression", when: onErrorMessage(/^time.?out/i), yes: "Timeout", no: "in time" },
    { name: "onErrorCause", when: onErrorCause(Transient), yes: wrapped, no: new Transient() },
    { name: "anyOf", when: anyOf(onErrorMessage("a"), onErrorMessage("b")), yes: "b", no: "c" },
    { name: "allOf", when: allOf(onErrorMessage("a"), onErrorMessage("b")), yes: "ab", no: "a" },
    { name: "not", when: not(onErrorMessage("a")), yes: "b", no: "a" },
  ])("$name", ({ when, yes, no }) => {
    expect([yes, no].map((error) => when({ ...asked, error }))).toStrictEqual([true, false]);
  });

  it("answer the same each time, also with a global expression", () => {
    const when = onErrorMessage(/a/g);
    expect([1, 2, 3].map(() => when({ ...asked, error: "banana" }))).toStrictEqual([true, true, true]);
  });

  it("decide whether there is a retry at all", () => {
    expect(waitsOf(retryPolicy({ when: never() }))).toStrictEqual([]);
    expect(waitsOf(retryPolicy({ when: onErrorType(RangeError), wait: none() }), new RangeError())).toStrictEqual([
      0, 0,
    ]);
  });
});

describe("stops", () => {
  it.each<{ name: string; stop: RetryPredicate; attempts: number; maxAttempts: number | undefined }>([
    { name: "afterAttempt counts all attempts", stop: afterAttempt(4), attempts: 4, maxAttempts: 4 },
    { name: "afterDelay looks at the time gone", stop: afterDelay(250), attempts: 4, maxAttempts: undefined },
    { name: "beforeDelay also at the next wait", stop: beforeDelay(250), attempts: 3, maxAttempts: undefined },
    { name: "anyOf: the first to stop", stop: anyOf(afterAttempt(2), afterDelay(10_000)), attempts: 2, maxAttempts: 2 },
    { name: "allOf: the last to stop", stop: allOf(afterAttempt(2), afterAttempt(5)), attempts: 5, maxAttempts: 5 },
    { name: "always: never again", stop: always(), attempts: 1, maxAttempts: undefined },
  ])("$name", ({ stop, attempts, maxAttempts }) => {
    const policy = retryPolicy({ wait: fixed(100), stop });
    expect(waitsOf(policy)).toHaveLength(attempts - 1);
    expect(policy.maxAttempts).toBe(maxAttempts);
  });

  it("refuse numbers that cannot work", () => {
    for (const make of [
      () => afterAttempt(0),
      () => afterDelay(Number.NaN),
      () => fixed(-1),
      () => exponential({ initialMs: -1 }),
      () => chain(),
      () => random({ minMs: 2, maxMs: 1 }),
      () => onErrorType(),
      () => onErrorCause(Reflect.get({}, "Missing")),
      () => Reflect.apply(retryPolicy, undefined, [{ wait: 5 }]),
    ]) {
      expect(make).toThrow(OptionError);
    }
  });
});

import { afterAttempt, none, retryPolicy } from "stepscope";
import { describe, expect, it } from "vitest";
import {
  BudgetedPipeline,
  ConnectionError,
  Pipeline,
  ScopedPipeline,
  TimeoutError,
  backingOff,
  createFlakyWorkflow,
  createInspectingWorkflow,
  onFridays,
  patient,
  selective,
} from "./error-handling.ts";

const failTwice = (attempt: number) => {
  if (attempt < 2) throw new Error(`failure ${attempt}`);
  return `after ${attempt} failures`;
};

const failed = (error: unknown, attempt: number, elapsedMs = 0) => ({ error, attempt, elapsedMs, seed: "test" });

describe("retry policies", () => {
  it("runs a step again until it succeeds", async () => {
    const retry = retryPolicy({ wait: none(), stop: afterAttempt(10) });
    expect(await createFlakyWorkflow(retry, failTwice).run({})).toBe("after 2 failures");
  });

  it("fails the run with the last error as thrown when the attempts are used up", async () => {
    const error = new RangeError("always");
    const retry = retryPolicy({ wait: none(), stop: afterAttempt(3) });
    const attempts: number[] = [];
    const run = createFlakyWorkflow(retry, (attempt) => {
      attempts.push(attempt);
      throw error;
    }).run({});
    await expect(run.result()).rejects.toBe(error);
    expect(attempts).toEqual([0, 1, 2]);
  });

  it("waits a fixed time, ten attempts in all", () => {
    expect(patient.decide(failed(new Error("x"), 0))).toEqual({ retry: true, delayMs: 5_000 });
    expect(patient.decide(failed(new Error("x"), 9))).toEqual({ retry: false });
  });

  it("retries only what may pass by itself", () => {
    for (const error of [new TimeoutError("t"), new ConnectionError("c"), new Error("rate limit reached")]) {
      const decision = selective.decide(failed(error, 0));
      expect(decision).toMatchObject({ retry: true });
      if (decision.retry) expect(decision.delayMs).toBeGreaterThanOrEqual(1_000);
      if (decision.retry) expect(decision.delayMs).toBeLessThanOrEqual(2_000);
    }
    expect(selective.decide(failed(new Error("no such model"), 0))).toEqual({ retry: false });
    expect(selective.decide(failed(new TimeoutError("t"), 4))).toEqual({ retry: false });
    expect(selective.decide(failed(new TimeoutError("t"), 1, 29_500))).toEqual({ retry: false });
  });

  it("waits longer and longer, and the same for the same seed", () => {
    const delays = [0, 1, 2, 3].map((attempt) => {
      const decision = backingOff.decide(failed(new Error("x"), attempt));
      return decision.retry ? decision.delayMs : -1;
    });
    for (const delay of delays) expect(delay).toBeGreaterThan(0);
    expect(delays[3]).toBeGreaterThan(delays[0] ?? Infinity);
    expect(backingOff.decide(failed(new Error("x"), 0))).toEqual({ retry: true, delayMs: delays[0] });
  });

  it("takes a condition of your own", () => {
    const friday = onFridays(() => new Date("2026-01-02T12:00:00Z"));
    const saturday = onFridays(() => new Date("2026-01-03T12:00:00Z"));
    expect(friday.decide(failed(new Error("x"), 0)).retry).toBe(true);
    expect(saturday.decide(failed(new Error("x"), 0)).retry).toBe(false);
  });

  it("tells a step which attempt it is and what went wrong before", async () => {
    expect(await createInspectingWorkflow().run({})).toEqual([
      "attempt 0",
      "attempt 1 after failure 0",
      "attempt 2 after failure 1",
    ]);
  });
});

describe("recovery", () => {
  it("ends a run in its own way when retries are exhausted", async () => {
    const run = new Pipeline(() => {
      throw new Error("down");
    }).run({});
    expect(await run).toEqual({ failedStep: "fetch", error: "Error: down" });
  });

  it("stays out of the way of a step that succeeds in the end", async () => {
    expect(await new Pipeline(failTwice).run({})).toBe("after 2 failures");
  });

  it("gives a step to its own handler, the others to the wildcard", async () => {
    const down = () => {
      throw new Error("down");
    };
    expect(await new ScopedPipeline(down, String).run({})).toEqual({ fallback: true });
    expect(await new ScopedPipeline(() => "body", down).run({})).toEqual({ aborted: "parse" });
  });

  it("leads back into the graph as often as its budget allows", async () => {
    expect(await new BudgetedPipeline(failTwice).run({})).toBe("after 2 failures");
    const error = new Error("always");
    const calls: number[] = [];
    const run = new BudgetedPipeline((call) => {
      calls.push(call);
      throw error;
    }).run({});
    await expect(run.result()).rejects.toBe(error);
    expect(calls).toEqual([0, 1, 2]);
  });
});

// "Observability": the engine's own events on the stream of a run.

import { StepStateChanged } from "stepscope";
import { expect, it } from "vitest";
import { ConcurrentFlow } from "./concurrent-execution.ts";

it("tells each state of each execution, with its step, slot, input and output", async () => {
  const run = new ConcurrentFlow(async () => undefined).run({ count: 3 });
  const changes: StepStateChanged[] = [];
  for await (const event of run.stream({ includeInternal: true })) {
    if (event instanceof StepStateChanged && event.step === "work") changes.push(event);
  }
  const byState = Object.groupBy(changes, (change) => change.state);
  expect(byState.queued).toHaveLength(3);
  expect(byState.started).toHaveLength(3);
  expect(byState.completed).toHaveLength(3);
  expect(new Set(changes.map((change) => change.executionId)).size).toBe(3);
  for (const change of byState.completed ?? []) {
    expect(change.attempt).toBe(0);
    expect(change.outputEvents).toHaveLength(1);
    expect(change.endedAt).toBeGreaterThanOrEqual(change.startedAt ?? Infinity);
  }
});

import { expect, it } from "vitest";
import { Fetcher, GatheringFlow, OrderedGathering, ParallelFlow, Semaphore } from "./dynamic-fan-out.ts";
import { Gate } from "./gate.ts";

it("ends with whichever sent query comes back first", async () => {
  const gate = new Gate();
  const run = new ParallelFlow((n) => gate.pass(n)).run({});
  await gate.arrived(3);
  gate.open(1);
  expect(await run).toBe("Query 2");
  gate.openAll();
});

it("waits for all three and has them in the order they came", async () => {
  const gate = new Gate();
  const run = new GatheringFlow((n) => gate.pass(n)).run({});
  await gate.arrived(3);
  gate.openAll();
  expect(await run).toEqual(["Query 1", "Query 2", "Query 3"]);
});

it("gives a set in the order it was asked for", async () => {
  expect(await new OrderedGathering().run({})).toEqual(["c", "a", "b"]);
});

it("limits a call over all runs through one shared semaphore", async () => {
  const gate = new Gate();
  const flow = new Fetcher(new Semaphore(3), async (url) => {
    await gate.pass(Number(url));
    return `body of ${url}`;
  });
  const runs = Array.from({ length: 8 }, (_, n) => flow.run({ url: String(n) }));
  await gate.arrived(3);
  gate.openAll();
  expect(await Promise.all(runs)).toHaveLength(8);
  expect(gate.most).toBe(3);
});

it("limits how many runs of a workflow are under way", async () => {
  const gate = new Gate();
  const flow = new GatheringFlow((n) => gate.pass(n), { maxConcurrentRuns: 1 });
  const first = flow.run({});
  const second = flow.run({});
  await gate.arrived(3);
  expect(first.status()).toBe("running");
  expect(second.status()).toBe("queued");
  gate.openAll();
  await Promise.all([first, second]);
  expect(second.status()).toBe("completed");
});

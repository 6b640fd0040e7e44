import { expect, it } from "vitest";
import { ConcurrentFlow, FastestWins, MixedBatch, Nested, OddOnly, OneOfEach } from "./concurrent-execution.ts";
import { Gate } from "./gate.ts";

it("runs a whole batch at once and joins it once", async () => {
  const gate = new Gate();
  const run = new ConcurrentFlow((n) => gate.pass(n)).run({ count: 5 });
  await gate.arrived(5);
  gate.openAll();
  expect(await run).toEqual([0, 1, 2, 3, 4]);
});

it("joins an empty batch at once", async () => {
  expect(await new ConcurrentFlow(async () => undefined).run({ count: 0 })).toEqual([]);
});

it("joins what is left when branches drop out", async () => {
  expect(await new OddOnly().run({ count: 6 })).toEqual([1, 3, 5]);
});

it("releases a join with its first event", async () => {
  const gate = new Gate();
  const run = new FastestWins((n) => gate.pass(n)).run({ count: 5 });
  await gate.arrived(5);
  gate.open(3);
  expect(await run).toBe(3);
  gate.openAll();
});

it("joins two types in the order of the branches", async () => {
  expect(await new MixedBatch().run({ count: 4 })).toEqual(["skipped 0", "done 1", "skipped 2", "done 3"]);
});

it("joins one event of each type", async () => {
  expect(await new OneOfEach().run({})).toEqual(["Query 1", "Query 2", "Query 3"]);
});

it("keeps each join at its own level", async () => {
  expect(await new Nested().run({})).toEqual([
    [0, 2],
    [1, 2],
    [2, 2],
  ]);
});

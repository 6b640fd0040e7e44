import { Context } from "stepscope";
import { expect, it } from "vitest";
import { Counter, ManyAtOnce } from "./managing-state.ts";

it("begins each run with a state of its own", async () => {
  const counter = new Counter();
  expect([await counter.run({}), await counter.run({})]).toEqual([1, 1]);
});

it("carries the state of a finished run into the next", async () => {
  const counter = new Counter();
  const first = counter.run({});
  await first;
  const second = counter.run({}, { context: Context.from(counter, JSON.stringify(first)) });
  expect(await second).toBe(2);
  expect(await counter.run({}, { context: Context.from(counter, JSON.stringify(second)) })).toBe(3);
});

it("loses no change when many steps edit one value at once", async () => {
  expect(await new ManyAtOnce().run({ times: 40 })).toBe(40);
});

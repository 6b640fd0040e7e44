import { expect, it } from "vitest";
import { median, shuffled, spread } from "./statistics.ts";

it("finds the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

it("measures how far values lie apart, as a share of their median", () => {
  expect(spread([10])).toBe(0);
  expect(spread([9, 10, 12])).toBeCloseTo(0.3);
});

it("shuffles a copy and loses nothing", () => {
  const values = [1, 2, 3, 4, 5];
  expect(shuffled(values, () => 0)).toEqual([2, 3, 4, 5, 1]);
  expect(shuffled(values, () => 0.99)).toEqual(values);
  expect(values).toEqual([1, 2, 3, 4, 5]);
});

// Whether a budget is met, by the figure that it is about.

import { describe, expect, it } from "vitest";
import { type Budget, budgetTable, verdictOf } from "./budget.ts";

const budget: Budget = { name: "seek", unit: "ms", figure: "median", limit: 50 };

describe("a budget", () => {
  it("is judged by its own figure", () => {
    const samples = [10, 10, 10, 10, 90];
    expect(verdictOf({ budget, samples })).toBe("met");
    expect(verdictOf({ budget: { ...budget, figure: "p95" }, samples })).toBe("missed");
    expect(verdictOf({ budget: { ...budget, limit: 9 }, samples })).toBe("missed");
  });

  it("is missed when nothing was measured, and none where there is no limit", () => {
    expect(verdictOf({ budget, samples: [] })).toBe("missed");
    expect(verdictOf({ budget: { name: "open", unit: "ms", figure: "median" }, samples: [1] })).toBe("no budget");
  });

  it("is a row of a table that says what is missed", () => {
    const [, , row] = budgetTable([{ budget, samples: [60, 1234, 60] }]);
    expect(row).toBe("| seek | 3 | 60.0 ms | 1,234 ms | median ≤ 50 ms | **missed** |");
  });
});

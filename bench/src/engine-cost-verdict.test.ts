import { expect, it } from "vitest";
import { judgeGrowth, judgeLimit } from "./engine-cost-verdict.ts";

it("meets a limit up to the limit itself", () => {
  expect(judgeLimit("ratio", 30, 30)).toEqual({ isMet: true, text: "ratio: 30.0, at most 30" });
  expect(judgeLimit("ratio", 30.1, 30).isMet).toBe(false);
});

it("does not take a missing measurement for a good one", () => {
  expect(judgeLimit("ratio", NaN, 30).isMet).toBe(false);
  expect(judgeGrowth("chain", [], 0.2).isMet).toBe(false);
  expect(judgeGrowth("chain", [1, NaN], 0.2).isMet).toBe(false);
});

it("holds the dearest size against the cheapest, whichever is larger", () => {
  expect(judgeGrowth("chain", [1, 1.1], 0.2)).toEqual({ isMet: true, text: "chain: 10 %, at most 20 %" });
  expect(judgeGrowth("chain", [1, 1.1, 1.3], 0.2)).toEqual({ isMet: false, text: "chain: 30 %, at most 20 %" });
  expect(judgeGrowth("chain", [2, 1, 1.1], 0.2).isMet).toBe(false);
});

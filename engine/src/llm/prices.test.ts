import { expect, it } from "vitest";

import { callCostUsd, modelPrice, setModelPrices } from "./prices.ts";

it.each([
  ["gpt-4o-mini", "gpt-4o-mini"],
  ["gpt-4o-mini-2024-07-18", "gpt-4o-mini"],
  ["openai/gpt-4o-mini", "gpt-4o-mini"],
  ["claude-3-5-haiku-latest", "claude-3-5-haiku"],
  ["claude-sonnet-4-20250514", "claude-sonnet-4"],
  ["anthropic/claude-sonnet-4@20250514", "claude-sonnet-4"],
])("%s costs what %s costs", (model, known) => {
  expect(modelPrice(known)).toBeDefined();
  expect(modelPrice(model)).toBe(modelPrice(known));
});

it("knows no price of an unknown model, nor of a larger sibling", () => {
  expect(modelPrice("gpt-4o-mini-tts")).toBeUndefined();
  expect(callCostUsd("unknown", { promptTokens: 1 })).toBeUndefined();
});

it("charges cached tokens at their own price, once", () => {
  setModelPrices({ cached: { promptUsd: 10, completionUsd: 20, cacheReadUsd: 1, cacheWriteUsd: 12 } });
  const usage = { promptTokens: 1_000, completionTokens: 100, cacheReadTokens: 600, cacheWriteTokens: 100 };
  expect(callCostUsd("cached", usage)).toBeCloseTo((300 * 10 + 600 * 1 + 100 * 12 + 100 * 20) / 1e6, 12);
});

it("costs nothing that is not known", () => {
  expect(callCostUsd("gpt-4o", {})).toBeUndefined();
});

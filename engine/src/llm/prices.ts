// What models cost: a table of list prices, which an application corrects and extends.

import { processSlot } from "../codec/process-slot.ts";
import type { LlmUsage } from "./llm-message.ts";

/** List price of a model, in US dollars per million tokens. */
export interface ModelPrice {
  readonly promptUsd: number;
  readonly completionUsd: number;
  /** Tokens read from a prompt cache. @default promptUsd */
  readonly cacheReadUsd?: number;
  /** Tokens written to a prompt cache. @default promptUsd */
  readonly cacheWriteUsd?: number;
}

/** List prices as published by their makers in 2025; a name also covers its dated versions. */
const LIST_PRICES: Readonly<Record<string, ModelPrice>> = {
  "gpt-4o": { promptUsd: 2.5, completionUsd: 10, cacheReadUsd: 1.25 },
  "gpt-4o-mini": { promptUsd: 0.15, completionUsd: 0.6, cacheReadUsd: 0.075 },
  "gpt-4.1": { promptUsd: 2, completionUsd: 8, cacheReadUsd: 0.5 },
  "gpt-4.1-mini": { promptUsd: 0.4, completionUsd: 1.6, cacheReadUsd: 0.1 },
  "gpt-4.1-nano": { promptUsd: 0.1, completionUsd: 0.4, cacheReadUsd: 0.025 },
  "gpt-4-turbo": { promptUsd: 10, completionUsd: 30 },
  "gpt-3.5-turbo": { promptUsd: 0.5, completionUsd: 1.5 },
  "gpt-5": { promptUsd: 1.25, completionUsd: 10, cacheReadUsd: 0.125 },
  "gpt-5-mini": { promptUsd: 0.25, completionUsd: 2, cacheReadUsd: 0.025 },
  "gpt-5-nano": { promptUsd: 0.05, completionUsd: 0.4, cacheReadUsd: 0.005 },
  o1: { promptUsd: 15, completionUsd: 60, cacheReadUsd: 7.5 },
  o3: { promptUsd: 2, completionUsd: 8, cacheReadUsd: 0.5 },
  "o3-mini": { promptUsd: 1.1, completionUsd: 4.4, cacheReadUsd: 0.55 },
  "o4-mini": { promptUsd: 1.1, completionUsd: 4.4, cacheReadUsd: 0.275 },
  "text-embedding-3-small": { promptUsd: 0.02, completionUsd: 0 },
  "text-embedding-3-large": { promptUsd: 0.13, completionUsd: 0 },
  "claude-3-haiku": { promptUsd: 0.25, completionUsd: 1.25, cacheReadUsd: 0.03, cacheWriteUsd: 0.3 },
  "claude-3-5-haiku": { promptUsd: 0.8, completionUsd: 4, cacheReadUsd: 0.08, cacheWriteUsd: 1 },
  "claude-3-5-sonnet": { promptUsd: 3, completionUsd: 15, cacheReadUsd: 0.3, cacheWriteUsd: 3.75 },
  "claude-3-7-sonnet": { promptUsd: 3, completionUsd: 15, cacheReadUsd: 0.3, cacheWriteUsd: 3.75 },
  "claude-3-opus": { promptUsd: 15, completionUsd: 75, cacheReadUsd: 1.5, cacheWriteUsd: 18.75 },
  "claude-sonnet-4": { promptUsd: 3, completionUsd: 15, cacheReadUsd: 0.3, cacheWriteUsd: 3.75 },
  "claude-opus-4": { promptUsd: 15, completionUsd: 75, cacheReadUsd: 1.5, cacheWriteUsd: 18.75 },
  "claude-opus-4-5": { promptUsd: 5, completionUsd: 25, cacheReadUsd: 0.5, cacheWriteUsd: 6.25 },
  "claude-haiku-4-5": { promptUsd: 1, completionUsd: 5, cacheReadUsd: 0.1, cacheWriteUsd: 1.25 },
};

const slot = processSlot<Map<string, ModelPrice>>("modelPrices");
const prices = (slot.current ??= new Map(Object.entries(LIST_PRICES)));

/**
 * Adds model prices, or corrects built-in ones, for every call that ends from now on.
 *
 * @example
 * ```ts
 * import { setModelPrices } from "stepscope/llm";
 *
 * setModelPrices({ "my-model": { promptUsd: 0.2, completionUsd: 0.8 } });
 * ```
 */
export function setModelPrices(table: Readonly<Record<string, ModelPrice>>): void {
  for (const [model, price] of Object.entries(table)) prices.set(model, price);
}

/** The price of a model: by its name, or by the longest known name that it is a dated version of. */
export function modelPrice(model: string): ModelPrice | undefined {
  const name = model.slice(model.lastIndexOf("/") + 1);
  return prices.get(model) ?? prices.get(name) ?? prices.get(undated(name));
}

/** `gpt-4o-2024-08-06`, `claude-sonnet-4-20250514` and `claude-3-5-haiku-latest` without their ending. */
function undated(name: string): string {
  return name.replace(/(?:[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|latest))+(?:-v\d+(?::\d+)?)?$/, "");
}

/** What a call cost in US dollars; undefined where the price or the token counts are not known. */
export function callCostUsd(model: string, usage: LlmUsage): number | undefined {
  const price = modelPrice(model);
  if (price === undefined || (usage.promptTokens === undefined && usage.completionTokens === undefined))
    return undefined;
  const cacheRead = usage.cacheReadTokens ?? 0;
  const cacheWrite = usage.cacheWriteTokens ?? 0;
  const plain = Math.max(0, (usage.promptTokens ?? 0) - cacheRead - cacheWrite);
  const total =
    plain * price.promptUsd +
    cacheRead * (price.cacheReadUsd ?? price.promptUsd) +
    cacheWrite * (price.cacheWriteUsd ?? price.promptUsd) +
    (usage.completionTokens ?? 0) * price.completionUsd;
  return total / 1e6;
}

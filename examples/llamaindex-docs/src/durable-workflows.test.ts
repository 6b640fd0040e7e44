import { expect, it, vi } from "vitest";
import { createEnrichBatch, runBatch, type Checkpoint } from "./durable-workflows.ts";

const ITEMS = Array.from({ length: 30 }, (_, itemId) => itemId);

function memoryCheckpoint(): Checkpoint & { saves: number } {
  let saved: string | undefined;
  return {
    saves: 0,
    load: () => saved,
    save(snapshot) {
      saved = snapshot;
      this.saves += 1;
    },
  };
}

it("finishes in a second process what the first one left, without doing finished items again", async () => {
  const checkpoint = memoryCheckpoint();
  const stop = new AbortController();
  const enriched: number[] = [];
  const first = createEnrichBatch(() => ({
    async enrich(itemId) {
      if (enriched.length >= 12) {
        await vi.waitUntil(() => checkpoint.saves >= 12);
        stop.abort();
        return new Promise<never>(() => undefined);
      }
      enriched.push(itemId);
      return `first ${itemId}`;
    },
  }));
  await expect(runBatch(first, { itemIds: ITEMS, checkpoint, signal: stop.signal })).rejects.toMatchObject({
    code: "RUN_CANCELLED",
  });
  expect(checkpoint.saves).toBeGreaterThan(0);
  const again: number[] = [];
  const second = createEnrichBatch(() => ({
    async enrich(itemId) {
      again.push(itemId);
      return `second ${itemId}`;
    },
  }));
  const result = await runBatch(second, { itemIds: [], checkpoint });
  expect(Object.keys(result)).toHaveLength(ITEMS.length);
  expect(again).toHaveLength(ITEMS.length - 12);
  for (const itemId of ITEMS) {
    const by = again.includes(itemId) ? "second" : "first";
    expect(result[String(itemId)]).toBe(`${by} ${itemId}`);
  }
});

/** `npm start` beside a Phoenix: the trace it points to is there. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { stopProgram } from "../../scripts/child-process.ts";
import { phoenixMissing, startPhoenix } from "../../scripts/phoenix.ts";
import { startProduct } from "../start-product.ts";

it.skipIf((await phoenixMissing()) !== undefined)(
  "npm start prints the address of a trace that Phoenix has",
  { timeout: 300_000 },
  async () => {
    await using phoenix = await startPhoenix();
    const folder = await mkdtemp(join(tmpdir(), "stepscope-start-"));
    const started = startProduct(["--port", "0"], {
      STEPSCOPE_DATABASE_URL: join(folder, "traces.db"),
      PHOENIX_COLLECTOR_ENDPOINT: phoenix.endpoint,
    });
    try {
      const output = await started.printed(/Ctrl-C ends it/);
      const link = /Phoenix {4}(\S+\/redirects\/traces\/([0-9a-f]{32}))/.exec(output);
      expect(link?.[1], output).toContain(phoenix.endpoint);
      const address = `${phoenix.endpoint}/v1/projects/default/spans?limit=1000&trace_id=${link?.[2]}`;
      // Phoenix answers before it stores, so the spans are asked for until they are there.
      await expect.poll(() => spanNames(address), { timeout: 60_000, interval: 250 }).toContain("run research");
      expect((await spanNames(address)).length).toBeGreaterThan(20);
    } finally {
      await stopProgram(started.child);
      await rm(folder, { recursive: true, force: true });
    }
  },
);

async function spanNames(address: string): Promise<string[]> {
  const response = await fetch(address);
  if (!response.ok) return [];
  const { data } = (await response.json()) as { data: { name: string }[] };
  return data.map((span) => span.name);
}

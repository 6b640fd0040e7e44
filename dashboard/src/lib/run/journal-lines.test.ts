// Reading a journal line by line, however the network cuts it.

import { afterEach, describe, expect, it, vi } from "vitest";
import { journalLines } from "./journal-lines.ts";

function answerWith(pieces: readonly Uint8Array[], status = 200): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: URL | string) => {
    asked.push(String(address));
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new Uint8Array(piece));
        controller.close();
      },
    });
    return new Response(body, { status });
  });
  return asked;
}

async function collected(runId: string, fromSeq: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of journalLines({ runId, fromSeq, origin: "http://x" })) lines.push(line);
  return lines;
}

describe("the lines of a journal", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("come whole, also where a piece ends within a line or within a character", async () => {
    const bytes = new TextEncoder().encode('[{"seq":1}]\n[{"seq":2,"data":"电池"}]\n[]\n');
    for (const size of [1, 2, 3, 7, bytes.length]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.slice(at * size, (at + 1) * size),
      );
      const asked = answerWith(pieces);
      expect(await collected("a b", 5)).toEqual(['[{"seq":1}]', '[{"seq":2,"data":"电池"}]', "[]"]);
      expect(asked).toEqual(["http://x/api/runs/a%20b/journal?from=5"]);
    }
  });

  it("say what happened when there are none", async () => {
    answerWith([], 503);
    await expect(collected("a", 1)).rejects.toThrow("status 503");
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("refused")));
    await expect(collected("a", 1)).rejects.toThrow("did not answer");
  });
});

// A run's journal from one record on, as a stream of lines, each a stretch of it as the store keeps it.

import "server-only";
import type { JournalText } from "stepscope/view";
import { withReader } from "./trace-reader.ts";

/** A response that goes on to the journal's present end. The page folds a line while the next one is read. */
export async function streamJournal(runId: string, fromSeq: number): Promise<Response> {
  const read = (from: number): Promise<JournalText> =>
    withReader((reader) => reader.journalText(runId, from), { text: "[]" });
  // Read before the response begins: what goes wrong with the store itself is answered with a status.
  let chunk = await read(fromSeq);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      controller.enqueue(encoder.encode(`${chunk.text}\n`));
      if (chunk.nextSeq === undefined) controller.close();
      else chunk = await read(chunk.nextSeq);
    },
  });
  // Not to be compressed: beside the time that costs, the way from this server is short.
  const headers = { "content-type": "application/x-ndjson; charset=utf-8", "cache-control": "no-store, no-transform" };
  return new Response(body, { headers });
}

// A whole run as newline-delimited JSON: its row first, then its records.

import "server-only";
import { readRecords, readRun } from "./run-detail.ts";

/** A response that streams the run; undefined when it is not there. */
export async function exportRun(runId: string): Promise<Response | undefined> {
  const opening = await readRun(runId);
  if (opening === undefined) return undefined;
  const encoder = new TextEncoder();
  let nextSeq: number | undefined = 1;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`${JSON.stringify({ type: "run", ...opening })}\n`));
    },
    async pull(controller) {
      if (nextSeq === undefined) return controller.close();
      const chunk = await readRecords(runId, { fromSeq: nextSeq, toSeq: opening.run.lastSeq, limit: 2000 });
      nextSeq = chunk.records.length === 0 ? undefined : chunk.nextSeq;
      if (chunk.records.length > 0)
        controller.enqueue(encoder.encode(`${chunk.records.map((record) => JSON.stringify(record)).join("\n")}\n`));
      else controller.close();
    },
  });
  const name = `${opening.run.workflow.replaceAll(/[^\w.-]+/gu, "-")}-${runId.slice(-6)}.ndjson`;
  return new Response(body, {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}

// What is new: in the store as a whole, and in one run.

import "server-only";
import { type ServerEvent, eventStream } from "./event-stream.ts";
import { readRecords } from "./run-detail.ts";
import { withReader } from "./trace-reader.ts";

const STORE_EVERY_MS = 1000;
const RUN_EVERY_MS = 250;

/** A `change` message after each write to the store. */
export function streamChanges(signal: AbortSignal): Response {
  let token: string | undefined;
  return eventStream({
    signal,
    everyMs: STORE_EVERY_MS,
    poll: async () => {
      const next = await withReader(async (reader) => (await reader.state()).changeToken, "missing").catch(() => token);
      if (next === undefined || next === token) return [];
      token = next;
      return [{ event: "change", data: next }];
    },
  });
}

/** The records of a run after `afterSeq`, as they are stored; ends after `over`. */
export function streamRun(runId: string, afterSeq: number, signal: AbortSignal): Response {
  let seenSeq = afterSeq;
  let isFinished = false;
  return eventStream({
    signal,
    everyMs: RUN_EVERY_MS,
    poll: async () => {
      if (isFinished) return undefined;
      const [position] = await withReader((reader) => reader.positions([runId]), []);
      if (position === undefined) return [];
      const messages: ServerEvent[] = [];
      if (position.lastSeq > seenSeq) {
        const { records } = await readRecords(runId, { fromSeq: seenSeq + 1, limit: 2000 });
        const last = records.at(-1);
        if (last !== undefined) {
          seenSeq = last.seq;
          messages.push({ event: "records", id: String(seenSeq), data: JSON.stringify(records) });
        }
      }
      if (position.isOver && seenSeq >= position.lastSeq) {
        isFinished = true;
        messages.push({ event: "over", id: String(seenSeq), data: String(seenSeq) });
      }
      return messages;
    },
  });
}

// Reads what the stores of this process know of a run, wherever it was recorded.

import type { RunRecord } from "../trace/record.ts";
import { registeredSinks } from "../trace/registry.ts";

/** How many stored records are read at a time. */
const CHUNK = 500;

/** The stored records of a run from `fromSeq` on, in order, each once. */
export async function* readJournal(runId: string, fromSeq: number): AsyncGenerator<RunRecord, void, undefined> {
  let next = fromSeq;
  for (const sink of registeredSinks()) {
    for (;;) {
      const records = await sink.readRecords?.(runId, next, CHUNK);
      if (records === undefined) break;
      next = (records.at(-1)?.seq ?? next - 1) + 1;
      yield* records;
      if (records.length < CHUNK) break;
    }
  }
}

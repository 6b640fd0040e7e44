// A block of records as a row of the JournalBlock table.

import type { SQLInputValue } from "node:sqlite";
import { entriesText, type PendingBlock } from "./pending-blocks.ts";

/** In the order in which {@link blockValues} gives them. */
export const BLOCK_COLUMNS = [
  "runId",
  "lastSeq",
  "firstSeq",
  "segment",
  "timeMs",
  "monotonicNs",
  "traceId",
  "entries",
] as const;

/** The values of a block's row. */
export function blockValues(block: PendingBlock): SQLInputValue[] {
  return [
    block.runId,
    block.lastSeq,
    block.firstSeq,
    block.segment,
    block.timeMs,
    block.monotonicNs,
    block.traceId ?? null,
    entriesText(block),
  ];
}

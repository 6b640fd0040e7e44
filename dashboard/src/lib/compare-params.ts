// The address of a comparison: which two runs, how they are laid over each other, what is selected, where the replay stands.

import { parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { parseAsSeq } from "./run/run-page-params.ts";

/** How two runs can be laid over each other. */
export const ALIGNMENTS = ["start", "step", "divergence"] as const;

/** What the comparison can be seen as. */
export const COMPARE_VIEWS = ["timeline", "graph"] as const;

/** The orders that rows can stand in: as things happened, or the largest change of time first. */
const ROW_ORDERS = ["time", "delta"] as const;

/** The parameters; malformed ones count as absent. */
export const compareParsers = {
  a: parseAsString,
  b: parseAsString,
  align: parseAsStringLiteral(ALIGNMENTS).withDefault("start"),
  view: parseAsStringLiteral(COMPARE_VIEWS).withDefault("timeline"),
  sort: parseAsStringLiteral(ROW_ORDERS).withDefault("time"),
  sel: parseAsString,
  only: parseAsBoolean.withDefault(false),
  at: parseAsSeq,
};

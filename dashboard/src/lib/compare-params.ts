// The address of a comparison: which two runs, how they are laid over each other, what is selected.

import { parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** How two runs can be laid over each other. */
export const ALIGNMENTS = ["start", "step", "divergence"] as const;

/** The parameters; malformed ones count as absent. */
export const compareParsers = {
  a: parseAsString,
  b: parseAsString,
  align: parseAsStringLiteral(ALIGNMENTS).withDefault("start"),
  sel: parseAsString,
  only: parseAsBoolean.withDefault(false),
};

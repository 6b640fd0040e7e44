// In words: what differs in a pair, and where two runs first part.

import type { Comparison, ComparedPair, Divergence } from "stepscope/view";
import { formatCount } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";

const DIFFERENCE_WORDS = {
  input: "its input",
  output: "its events",
  outcome: "how it ended",
  attempts: "its attempts",
  state: "what it wrote",
} as const;

/** What is to be said of a pair. */
export function pairSentence(pair: ComparedPair): string {
  if (pair.change === "added") return "Only B has it.";
  if (pair.change === "removed") return "Only A has it.";
  const parts = (Object.keys(DIFFERENCE_WORDS) as (keyof typeof DIFFERENCE_WORDS)[])
    .filter((key) => pair.differences[key])
    .map((key) => DIFFERENCE_WORDS[key]);
  return parts.length === 0 ? "Both did the same." : `Differs in ${parts.join(", ")}.`;
}

function whatParts({ kind, position }: Divergence): string {
  const name = position === undefined ? "" : visibleText(position.name);
  const place = position === undefined ? "" : `${position.number} of ${position.total}`;
  switch (kind) {
    case "runInput":
      return "The inputs of the runs differ";
    case "runResult":
      return "The runs end differently";
    case "added":
      return "Only B has it";
    case "removed":
      return "Only A has it";
    case "input":
      return "Its input differs";
    case "outcome":
      return "It ends differently";
    case "attempts":
      return `Attempt ${place} differs`;
    case "state":
      return `Write ${place}, ${name}, differs`;
    case "output":
      return `${name} event ${place} differs`;
  }
}

/** Where the runs part: `SearchQuery event 4 of 5 differs, A record 11, B record 12`. */
export function divergenceSentence(divergence: Divergence): string {
  const { aSeq, bSeq } = divergence;
  return `${whatParts(divergence)}, A record ${formatCount(aSeq)}, B record ${formatCount(bSeq)}`;
}

/** How much differs, for the tool bar. */
export function countsSentence({ counts, firstDivergence }: Comparison): string {
  const { paired, different, added, removed } = counts;
  if (firstDivergence === undefined) return `No difference in ${formatCount(paired)} paired`;
  const parts = [
    `${formatCount(paired)} paired`,
    `${formatCount(different)} differ`,
    ...(added > 0 ? [`${formatCount(added)} added`] : []),
    ...(removed > 0 ? [`${formatCount(removed)} removed`] : []),
  ];
  return parts.join(", ");
}

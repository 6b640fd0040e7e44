// The address of a run's page: view, selection, playhead, the part of the axis that shows.

import { createParser, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { StopCondition } from "stepscope/view";
import { RUN_VIEWS } from "../links.ts";
import { formatStop, parseStop } from "./stop-words.ts";

/** A stretch of run time, `from..to` in ms since the run's start. */
export interface RunTimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Reads `1200..8400`; undefined for anything else. */
export function parseTimeRange(text: string): RunTimeRange | undefined {
  const match = /^(\d{1,13}(?:\.\d{1,3})?)\.\.(\d{1,13}(?:\.\d{1,3})?)$/u.exec(text);
  const fromMs = Number(match?.[1]);
  const toMs = Number(match?.[2]);
  return match !== null && toMs > fromMs ? { fromMs, toMs } : undefined;
}

/** Writes a range, to a thousandth of a millisecond. */
export function formatTimeRange({ fromMs, toMs }: RunTimeRange): string {
  const short = (ms: number): string => String(Number(ms.toFixed(3)));
  return `${short(fromMs)}..${short(toMs)}`;
}

const parseAsTimeRange = createParser<RunTimeRange>({
  parse: (text) => parseTimeRange(text) ?? null,
  serialize: formatTimeRange,
  eq: (a, b) => a.fromMs === b.fromMs && a.toMs === b.toMs,
});

const parseAsStop = createParser<StopCondition>({
  parse: (text) => parseStop(text) ?? null,
  serialize: formatStop,
  eq: (a, b) => formatStop(a) === formatStop(b),
});

/** The number of a record: 1 and up. */
export const parseAsSeq = createParser<number>({
  parse: (text) => (/^[1-9]\d{0,8}$/u.test(text) ? Number(text) : null),
  serialize: String,
});

/** The parameters; malformed ones count as absent. */
export const runPageParsers = {
  view: parseAsStringLiteral(RUN_VIEWS).withDefault("timeline"),
  sel: parseAsString,
  at: parseAsSeq,
  t: parseAsTimeRange,
  find: parseAsString.withDefault(""),
  stop: parseAsArrayOf(parseAsStop),
};

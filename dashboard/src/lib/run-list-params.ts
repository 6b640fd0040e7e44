// The address of the run list: filter, interval, order, columns.

import { createParser, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { RunSort } from "stepscope/view";

/** Orders that the list offers. */
export const SORTS = ["newest", "oldest", "slowest", "costliest", "tokens", "retries"] as const;

/** One of {@link SORTS}. */
export type SortName = (typeof SORTS)[number];

/** What each order asks of a reader. */
export const SORT_OF: Readonly<Record<SortName, RunSort>> = {
  newest: { key: "startedAt", descending: true },
  oldest: { key: "startedAt", descending: false },
  slowest: { key: "duration", descending: true },
  costliest: { key: "cost", descending: true },
  tokens: { key: "tokens", descending: true },
  retries: { key: "retries", descending: true },
};

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A point in time in an address: epoch ms, or `-24h` before now. */
export type TimeBound =
  | { readonly kind: "at"; readonly ms: number }
  | { readonly kind: "ago"; readonly ms: number; readonly text: string };

/** Reads `1763798400000` or `-24h`; undefined for anything else. */
export function parseTimeBound(text: string): TimeBound | undefined {
  if (/^\d{1,15}$/u.test(text)) return { kind: "at", ms: Number(text) };
  const match = /^-(\d{1,4})([mhd])$/u.exec(text);
  const unit = UNITS[match?.[2] ?? ""];
  return match === null || unit === undefined ? undefined : { kind: "ago", ms: Number(match[1]) * unit, text };
}

/** The instant that a bound names, now. */
export function boundMs(bound: TimeBound | null | undefined, nowMs: number): number | undefined {
  if (bound === null || bound === undefined) return undefined;
  return bound.kind === "at" ? bound.ms : nowMs - bound.ms;
}

const parseAsTimeBound = createParser<TimeBound>({
  parse: (text) => parseTimeBound(text) ?? null,
  serialize: (bound) => (bound.kind === "at" ? String(bound.ms) : bound.text),
  eq: (a, b) => a.kind === b.kind && a.ms === b.ms,
});

/** The parameters, each with its reading; malformed ones count as absent. */
export const runListParsers = {
  q: parseAsString.withDefault(""),
  from: parseAsTimeBound,
  to: parseAsTimeBound,
  sort: parseAsStringLiteral(SORTS).withDefault("newest"),
  cols: parseAsArrayOf(parseAsString),
};

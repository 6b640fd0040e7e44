// The filter that an address asks for.

import "server-only";
import type { RunFilter, RunSort } from "stepscope/view";
import { SORTS, SORT_OF, boundMs, parseTimeBound } from "#lib/run-list-params.ts";
import { parseConditions, toRunFilter } from "#lib/run-query.ts";

/** The parameters of the run list that decide which runs it has. */
export interface RunListQuery {
  readonly q: string;
  readonly from: string;
  readonly to: string;
  readonly sort: string;
}

/** Reads them from an address. */
export function runListQuery(search: URLSearchParams): RunListQuery {
  return {
    q: search.get("q") ?? "",
    from: search.get("from") ?? "",
    to: search.get("to") ?? "",
    sort: search.get("sort") ?? "",
  };
}

/** Which runs these parameters mean, now. */
export function filterOf(query: Pick<RunListQuery, "q" | "from" | "to">, nowMs: number): RunFilter {
  const fromMs = boundMs(parseTimeBound(query.from), nowMs);
  const toMs = boundMs(parseTimeBound(query.to), nowMs);
  return toRunFilter(parseConditions(query.q.slice(0, 4000)), {
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  });
}

/** Their order; newest first for anything unknown. */
export function sortOf(sort: string): RunSort {
  return SORT_OF[SORTS.find((name) => name === sort) ?? "newest"];
}

// A page of runs.

import "server-only";
import type { RunPage } from "stepscope/view";
import { type RunListQuery, filterOf, sortOf } from "./run-filter.ts";
import { withReader } from "./trace-reader.ts";

const NO_RUNS: RunPage = { runs: [] };

/** The runs of one page, in the order asked for. */
export function readRunPage(
  query: RunListQuery,
  page: { readonly cursor?: string; readonly limit?: number } = {},
): Promise<RunPage> {
  return withReader(
    (reader) =>
      reader.runs({
        filter: filterOf(query, Date.now()),
        sort: sortOf(query.sort),
        limit: page.limit ?? 50,
        ...(page.cursor === undefined || page.cursor === "" ? {} : { cursor: page.cursor }),
      }),
    NO_RUNS,
  );
}

/** These runs as they are now. */
export function readRunsById(runIds: readonly string[]): Promise<RunPage> {
  return withReader(async (reader) => ({ runs: await reader.runsById(runIds.slice(0, 500)) }), NO_RUNS);
}

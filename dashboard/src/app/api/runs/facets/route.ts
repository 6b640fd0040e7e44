// GET facets, histogram and counts for a filter.

import { respond } from "#data/respond.ts";
import { readRunCounts } from "#data/run-counts.ts";
import { runListQuery } from "#data/run-filter.ts";

export function GET(request: Request): Promise<Response> {
  return respond(() => readRunCounts(runListQuery(new URL(request.url).searchParams)));
}

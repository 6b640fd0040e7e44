// GET how many runs match a filter.

import { respond } from "#data/respond.ts";
import { readRunCount } from "#data/run-counts.ts";
import { runListQuery } from "#data/run-filter.ts";

export function GET(request: Request): Promise<Response> {
  return respond(() => readRunCount(runListQuery(new URL(request.url).searchParams)));
}

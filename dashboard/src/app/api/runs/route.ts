// GET a page of runs, or these runs by id.

import { numberParameter, respond } from "#data/respond.ts";
import { runListQuery } from "#data/run-filter.ts";
import { readRunPage, readRunsById } from "#data/run-page.ts";

export function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const ids = searchParams.get("ids");
  if (ids !== null) return respond(() => readRunsById(ids.split(",").filter((id) => id !== "")));
  const cursor = searchParams.get("cursor");
  const limit = numberParameter(searchParams.get("limit"), 1, 200);
  return respond(() =>
    readRunPage(runListQuery(searchParams), {
      ...(cursor === null ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    }),
  );
}

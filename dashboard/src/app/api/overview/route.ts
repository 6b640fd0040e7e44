// GET the numbers of the first page.

import { readOverview } from "#data/overview.ts";
import { respond } from "#data/respond.ts";

export function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  return respond(() =>
    readOverview({ range: searchParams.get("range") ?? "", workflow: searchParams.get("wf") ?? "" }),
  );
}

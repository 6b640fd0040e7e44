// GET one run and the graph it ran on.

import { respond } from "#data/respond.ts";
import { readRun } from "#data/run-detail.ts";

export async function GET(
  _request: Request,
  { params }: { readonly params: Promise<{ readonly id: string }> },
): Promise<Response> {
  const { id } = await params;
  return respond(() => readRun(id));
}

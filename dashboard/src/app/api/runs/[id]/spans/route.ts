// GET the spans of a run, without their attributes.

import { numberParameter, respond } from "#data/respond.ts";
import { readSpans } from "#data/run-detail.ts";

export async function GET(
  request: Request,
  { params }: { readonly params: Promise<{ readonly id: string }> },
): Promise<Response> {
  const { id } = await params;
  const after = numberParameter(new URL(request.url).searchParams.get("after"), 0, Number.MAX_SAFE_INTEGER) ?? 0;
  return respond(() => readSpans(id, after));
}

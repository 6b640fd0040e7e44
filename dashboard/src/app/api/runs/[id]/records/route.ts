// GET a stretch of a run's journal.

import { numberParameter, respond } from "#data/respond.ts";
import { readRecords } from "#data/run-detail.ts";

export async function GET(
  request: Request,
  { params }: { readonly params: Promise<{ readonly id: string }> },
): Promise<Response> {
  const { id } = await params;
  const { searchParams } = new URL(request.url);
  const fromSeq = numberParameter(searchParams.get("from"), 1, Number.MAX_SAFE_INTEGER) ?? 1;
  const toSeq = numberParameter(searchParams.get("to"), 1, Number.MAX_SAFE_INTEGER);
  return respond(() => readRecords(id, { fromSeq, ...(toSeq === undefined ? {} : { toSeq }) }));
}

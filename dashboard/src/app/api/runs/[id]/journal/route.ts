// GET a run's journal from a record on, to its present end.

import { streamJournal } from "#data/journal-stream.ts";
import { numberParameter, respond } from "#data/respond.ts";

export async function GET(
  request: Request,
  { params }: { readonly params: Promise<{ readonly id: string }> },
): Promise<Response> {
  const { id } = await params;
  const fromSeq = numberParameter(new URL(request.url).searchParams.get("from"), 1, Number.MAX_SAFE_INTEGER) ?? 1;
  return respond(() => streamJournal(id, fromSeq));
}

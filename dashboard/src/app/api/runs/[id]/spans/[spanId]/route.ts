// GET one span, whole.

import { respond } from "#data/respond.ts";
import { readSpan } from "#data/run-detail.ts";

export async function GET(
  _request: Request,
  { params }: { readonly params: Promise<{ readonly id: string; readonly spanId: string }> },
): Promise<Response> {
  const { id, spanId } = await params;
  return respond(() => readSpan(id, spanId));
}

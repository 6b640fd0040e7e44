// GET a run's records as they are stored, from where the reader stopped.

import { streamRun } from "#data/live.ts";
import { numberParameter } from "#data/respond.ts";

export async function GET(
  request: Request,
  { params }: { readonly params: Promise<{ readonly id: string }> },
): Promise<Response> {
  const { id } = await params;
  const seen = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after");
  return streamRun(id, numberParameter(seen, 0, Number.MAX_SAFE_INTEGER) ?? 0, request.signal);
}

// GET a message after each write to the store.

import { streamChanges } from "#data/live.ts";

export function GET(request: Request): Response {
  return streamChanges(request.signal);
}

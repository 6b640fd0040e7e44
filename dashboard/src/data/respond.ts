// Turns what a route answers, or what went wrong, into a response.

import "server-only";
import { StoreUnreadableError } from "./trace-reader.ts";

const HEADERS = { "cache-control": "no-store" };

/** A message as JSON. */
export function problem(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: HEADERS });
}

/** What `answer` gives, as JSON unless it is a response already; undefined is "not found". No error carries a stack. */
export async function respond(answer: () => Promise<unknown>): Promise<Response> {
  try {
    const body = await answer();
    if (body === undefined) return problem(404, "This is not in the store. It may have been deleted.");
    return body instanceof Response ? body : Response.json(body, { headers: HEADERS });
  } catch (error) {
    if (error instanceof StoreUnreadableError) return problem(503, error.message);
    console.error(error);
    return problem(500, "The store could not be read. The dashboard's own log says why.");
  }
}

/** A whole number from an address, within bounds; undefined when absent or malformed. */
export function numberParameter(text: string | null, min: number, max: number): number | undefined {
  if (text === null || !/^\d{1,15}$/u.test(text)) return undefined;
  return Math.min(max, Math.max(min, Number(text)));
}

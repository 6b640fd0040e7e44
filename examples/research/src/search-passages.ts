// Asks the search service, and turns its refusals into an error that says what happened.

import { z } from "zod";

const passages = z.array(z.object({ title: z.string(), text: z.string() }));

/** A passage that was found. */
export type FoundPassage = z.infer<typeof passages>[number];

/** The search service refused a query. */
export class SearchRefusedError extends Error {
  override readonly name = "SearchRefusedError";
  /** HTTP status: 429 when it is busy. */
  readonly status: number;

  constructor(status: number, query: string) {
    super(`The search service answered ${status} to "${query}".`);
    this.status = status;
  }
}

/** Searches for passages, best first. */
export async function searchPassages(url: string, query: string, signal: AbortSignal): Promise<FoundPassage[]> {
  const response = await fetch(`${url}?q=${encodeURIComponent(query)}`, { signal });
  if (!response.ok) throw new SearchRefusedError(response.status, query);
  return passages.parse(await response.json());
}

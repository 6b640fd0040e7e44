// A small search service over HTTP: ranks the bundled passages, and refuses one query as busy services do.

import { createServer, type ServerResponse } from "node:http";
import { DOCUMENTS, type Passage } from "./documents.ts";

/** A running search service. */
export interface SearchService {
  /** `GET {url}?q=words` answers a list of passages, best first. */
  readonly url: string;
  close(): Promise<void>;
}

/** Options of {@link startSearchService}. */
export interface SearchServiceOptions {
  /** Which query, counted from 1, is refused with 429, so that a retry can be seen; 0 for none. @default 3 */
  readonly refuseQuery?: number;
}

/** Starts the service on a free port of this machine. */
export async function startSearchService(options: SearchServiceOptions = {}): Promise<SearchService> {
  const { refuseQuery = 3 } = options;
  let queries = 0;
  const server = createServer((request, response) => {
    const words = new URL(request.url ?? "/", "http://search").searchParams.get("q") ?? "";
    queries += 1;
    if (queries === refuseQuery) return send(response, 429, { error: "too many queries at once" });
    return send(response, 200, rank(words));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/search`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The three passages that share the most words with the query; words that few passages have count for more. */
export function rank(query: string): Passage[] {
  const documents = DOCUMENTS.map((passage) => ({
    passage,
    words: new Set(wordsOf(`${passage.title} ${passage.text}`)),
  }));
  const weightOf = (word: string): number => {
    const holders = documents.filter((document) => document.words.has(word)).length;
    return holders === 0 ? 0 : Math.log(1 + documents.length / holders);
  };
  const weights = [...new Set(wordsOf(query))].map((word) => ({ word, weight: weightOf(word) }));
  return documents
    .map(({ passage, words }) => {
      const score = weights.reduce((sum, { word, weight }) => sum + (words.has(word) ? weight : 0), 0);
      return { passage, score };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ passage }) => passage);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", ...(status === 429 ? { "retry-after": "1" } : {}) });
  response.end(JSON.stringify(body));
}

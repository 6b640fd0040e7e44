// Reads a run's journal from the server, line by line: each line is a text for `recordsOfText`.

import { FetchError, errorOf } from "../fetch-json.ts";
import { api } from "../links.ts";

/** Where to read from. `origin` is for a worker, whose own address is of no use. */
export interface JournalStretch {
  readonly runId: string;
  readonly fromSeq: number;
  readonly origin?: string;
}

/** The lines of a journal from `fromSeq` to its present end. */
export async function* journalLines(
  { runId, fromSeq, origin }: JournalStretch,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const address = api.journal(runId, fromSeq);
  const options = signal === undefined ? {} : { signal };
  const response = await fetch(origin === undefined ? address : new URL(address, origin), options).catch(
    (cause: unknown) => {
      if (signal?.aborted === true) throw cause;
      throw new FetchError("The dashboard's server did not answer. Is it still running?", 0);
    },
  );
  if (!response.ok || response.body === null) throw await errorOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  // Pieces are joined once a line is whole: a line is far longer than a piece.
  let pieces: string[] = [];
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = piece.value.split("\n");
    const rest = lines.pop() ?? "";
    for (const line of lines) {
      yield pieces.join("") + line;
      pieces = [];
    }
    pieces.push(rest);
  }
}

// The one open reader on the trace store; a missing file is a state to show, not an error.

import "server-only";
import { statSync } from "node:fs";
import { openSqliteReader } from "stepscope/store";
import type { TraceReader } from "stepscope/view";
import { databasePath } from "./database-path.ts";

/** The store is there but cannot be opened or read. */
export class StoreUnreadableError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = "StoreUnreadableError";
  }
}

/** What the message of a failed query means for the reader; undefined when it is no matter of the file. */
function unreadableReason(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : String(error);
  if (/no such (?:table|column)/u.test(message))
    return "It was written by another version of Stepscope. Running a workflow with the version of this dashboard brings an older file up to date.";
  return /not a database|malformed|disk I\/O error|unable to open/u.test(message)
    ? "The file is damaged, or not a database."
    : undefined;
}

interface OpenStore {
  readonly identity: string;
  readonly reader: Promise<TraceReader>;
}

/** Kept across reloads of this module during development. */
const kept = globalThis as { stepscopeStore?: OpenStore };

/** Which file lies at the path now; undefined when none does. */
function identityOf(path: string): string | undefined {
  const stat = statSync(/* turbopackIgnore: true */ path, { throwIfNoEntry: false });
  return stat === undefined ? undefined : `${path} ${stat.dev} ${stat.ino}`;
}

function forget(store: OpenStore): void {
  if (kept.stepscopeStore === store) delete kept.stepscopeStore;
  store.reader.then((reader) => reader.close()).catch(() => undefined);
}

/** The reader on the file that lies there now: a file that was replaced is opened anew. */
function currentReader(): Promise<TraceReader> | undefined {
  const path = databasePath();
  const identity = identityOf(path);
  if (kept.stepscopeStore !== undefined && kept.stepscopeStore.identity !== identity) forget(kept.stepscopeStore);
  if (identity === undefined) return undefined;
  kept.stepscopeStore ??= { identity, reader: openSqliteReader({ database: path }) };
  return kept.stepscopeStore.reader;
}

/** Asks the reader; without a file the answer is `whenMissing`. */
export async function withReader<Answer>(
  question: (reader: TraceReader) => Promise<Answer>,
  whenMissing: Answer,
): Promise<Answer> {
  let reader: TraceReader | undefined;
  try {
    reader = await currentReader();
  } catch (error) {
    if (kept.stepscopeStore !== undefined) forget(kept.stepscopeStore);
    throw new StoreUnreadableError(error instanceof Error ? error.message : String(error), error);
  }
  if (reader === undefined) return whenMissing;
  try {
    return await question(reader);
  } catch (error) {
    const reason = unreadableReason(error);
    throw reason === undefined ? error : new StoreUnreadableError(reason, error);
  }
}

// Deletes old runs from a database file, on request.

import { setTimeout as pause } from "node:timers/promises";
import { DatabaseError, isSqliteBusy, resolveDatabasePath } from "@stepscope/database/migrate";
import { StepscopeError } from "../../errors/stepscope-error.ts";
import { openWriterDatabase } from "./open-writer-database.ts";
import { pruneStep } from "./prune-runs.ts";
import type { RetentionPolicy } from "./writer-protocol.ts";

/** Between two steps: others who write the file get their turn. */
const PAUSE_MS = 5;
/** How long to wait for the lock in all. */
const LOCK_MS = 30_000;

/** Options of {@link pruneDatabase}. */
export interface PruneDatabaseOptions extends RetentionPolicy {
  /** Path or `file:` URL. @default STEPSCOPE_DATABASE_URL, else ./.stepscope/traces.db */
  readonly database?: string | undefined;
  /** Stops after the step that is under way. */
  readonly signal?: AbortSignal | undefined;
  /** Hears how many runs are deleted so far, after each step. */
  readonly onProgress?: ((deletedRuns: number) => void) | undefined;
}

/** What {@link pruneDatabase} deleted. */
export interface PruneDatabaseResult {
  readonly path: string;
  readonly runs: number;
  readonly records: number;
}

/**
 * Deletes the oldest ended runs that the policy does not keep, with all that belongs to them, a few at a time, and
 * gives the space back. Runs may be recorded meanwhile. A run that is not over is never deleted.
 *
 * @throws StepscopeError when the file cannot be opened, or is locked for 30 s.
 *
 * @example
 * ```ts
 * import { pruneDatabase } from "stepscope/store";
 *
 * const { runs } = await pruneDatabase({ maxAgeMs: 30 * 24 * 3_600_000 });
 * console.log(`${runs} runs deleted`);
 * ```
 */
export async function pruneDatabase(options: PruneDatabaseOptions): Promise<PruneDatabaseResult> {
  const path = resolveDatabasePath(options.database);
  const database = open(path);
  let [runs, records] = [0, 0];
  let lockedSinceMs: number | undefined;
  try {
    while (options.signal?.aborted !== true) {
      try {
        const step = pruneStep(database, options, Date.now());
        runs += step.runs;
        records += step.records;
        lockedSinceMs = undefined;
        options.onProgress?.(runs);
        if (step.isDone) break;
      } catch (error) {
        lockedSinceMs ??= Date.now();
        if (!isSqliteBusy(error) || Date.now() - lockedSinceMs > LOCK_MS) throw lockedFor(path, error);
      }
      await pause(PAUSE_MS);
    }
  } finally {
    database.close();
  }
  return { path, runs, records };
}

function open(path: string) {
  try {
    return openWriterDatabase({ path, init: false, allowNetworkFileSystem: false, durability: "buffered" }).database;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new StepscopeError(error.code, error.message, { details: error.details, cause: error });
  }
}

function lockedFor(path: string, cause: unknown): StepscopeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StepscopeError("STORE_UNAVAILABLE", `runs could not be deleted from ${path}: ${reason}`, {
    details: { path },
    cause,
  });
}

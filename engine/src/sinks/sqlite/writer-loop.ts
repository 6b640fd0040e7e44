// Commits what arrives, waits out locks and full disks without blocking the thread, and says what goes wrong.

import type { DatabaseSync } from "node:sqlite";
import { type FileIdentity, identifyFile, isSqliteBusy, sqliteCodeOf } from "@stepscope/database/migrate";
import type { SharedProgress } from "./shared-progress.ts";
import type { RejectedRun, SqliteWriter } from "./sqlite-writer.ts";
import { truncateLargeWal } from "./truncate-large-wal.ts";
import type { WriterAnswer, WriterOperation } from "./writer-protocol.ts";

const FIRST_DELAY_MS = 5;
const LONGEST_DELAY_MS = 250;
/** Nothing stored for so long: say so. */
const BROKEN_AFTER_MS = 30_000;
const IDENTITY_CHECK_MS = 500;
/** Records that are committed without waiting for more. */
const COMMIT_RECORDS = 5_000;
/** Primary result codes that concern the rows, not the file: CONSTRAINT, TOOBIG, MISMATCH, RANGE. */
const ROW_FAULTS: ReadonlySet<number> = new Set([18, 19, 20, 25]);

/** What the loop works with. */
export interface WriterLoopParts {
  readonly path: string;
  readonly database: DatabaseSync;
  readonly writer: SqliteWriter;
  readonly progress: SharedProgress;
  readonly say: (answer: WriterAnswer) => void;
}

/** Drives one {@link SqliteWriter}. */
export class WriterLoop {
  readonly #parts: WriterLoopParts;
  readonly #identity: FileIdentity | undefined;
  #identityCheckedAtMs = 0;
  #received = 0;
  /** Batches whose sender wants to hear of their commit. */
  #awaited: number[] = [];
  /** Calls off the attempt that is due. */
  #callOff: (() => void) | undefined;
  #delayMs = 0;
  #troubleSinceMs: number | undefined;
  #isBroken = false;

  constructor(parts: WriterLoopParts) {
    this.#parts = parts;
    this.#identity = identifyFile(parts.path);
  }

  /** Takes a batch; it will be committed together with whatever else has arrived by then. */
  receive(batchId: number, operations: readonly WriterOperation[], wantsAnswer: boolean): void {
    const { writer } = this.#parts;
    for (const rejected of writer.take(operations)) this.#sayRejected(rejected);
    this.#received = batchId;
    if (wantsAnswer) this.#awaited.push(batchId);
    // What is still under way takes far less memory than what has arrived: so it is not all taken in before the next commit.
    if (this.#delayMs === 0 && writer.pendingRecords >= COMMIT_RECORDS) this.commitNow();
    else this.#schedule();
  }

  /** One last attempt. */
  finish(): void {
    this.commitNow();
    this.#callOff?.();
  }

  /** Attempts a commit at once. */
  commitNow(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#commit();
  }

  #schedule(): void {
    // While backing off, what arrives waits for the same attempt.
    if (this.#callOff !== undefined) return;
    const attempt = () => {
      this.#callOff = undefined;
      this.#commit();
    };
    if (this.#delayMs === 0) {
      const immediate = setImmediate(attempt);
      this.#callOff = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(attempt, this.#delayMs);
      this.#callOff = () => clearTimeout(timer);
    }
  }

  #commit(): void {
    const { writer } = this.#parts;
    for (;;) {
      try {
        this.#checkIdentity();
        writer.commit();
        return this.#committed();
      } catch (error) {
        if (isRowFault(error)) {
          const rejected = writer.rejectCulprit(error);
          if (rejected !== undefined) {
            this.#sayRejected(rejected);
            continue;
          }
        }
        return this.#failed(error);
      }
    }
  }

  #committed(): void {
    const { progress, say, database, path } = this.#parts;
    this.#delayMs = 0;
    this.#troubleSinceMs = undefined;
    progress.committed = this.#received;
    for (const batchId of this.#awaited) say({ type: "committed", batchId });
    this.#awaited = [];
    if (this.#isBroken) {
      this.#isBroken = false;
      progress.state = "open";
      say({
        type: "report",
        report: { kind: "recovered", message: `${path} can be written again; recording goes on`, records: 0 },
      });
    }
    truncateLargeWal(database, path);
  }

  #failed(error: unknown): void {
    const nowMs = Date.now();
    this.#troubleSinceMs ??= nowMs;
    this.#delayMs = Math.min(LONGEST_DELAY_MS, Math.max(FIRST_DELAY_MS, this.#delayMs * 2));
    // A lock or a full disk may pass in a moment; a file that is gone does not come back by itself.
    const isLasting = error instanceof FileGoneError || nowMs - this.#troubleSinceMs >= BROKEN_AFTER_MS;
    if (!this.#isBroken && isLasting) this.#sayBroken(error);
    this.#schedule();
  }

  #sayBroken(error: unknown): void {
    const { path, progress, say } = this.#parts;
    this.#isBroken = true;
    progress.state = "broken";
    const reason = isSqliteBusy(error) ? "another process has held its lock for 30 s" : messageOf(error);
    const message =
      `nothing can be stored in ${path}: ${reason}. Runs go on; what does not fit into memory is dropped and counted. ` +
      "Recording resumes by itself when the cause is gone.";
    say({ type: "report", report: { kind: "broken", message, records: 0 } });
  }

  #sayRejected({ runId, reason, records }: RejectedRun): void {
    const { path, say } = this.#parts;
    const message = `run ${runId} is no longer recorded in ${path}: ${reason} (${records} records lost so far)`;
    say({ type: "rejected", runId });
    say({ type: "report", report: { kind: "runRejected", message, records } });
  }

  /** A file that was removed or replaced would take rows that nobody ever reads. */
  #checkIdentity(): void {
    const nowMs = Date.now();
    if (nowMs - this.#identityCheckedAtMs < IDENTITY_CHECK_MS) return;
    const now = identifyFile(this.#parts.path);
    if (now?.inode !== this.#identity?.inode || now?.device !== this.#identity?.device) {
      throw new FileGoneError(`the file was ${now === undefined ? "removed" : "replaced"} while it was open`);
    }
    this.#identityCheckedAtMs = nowMs;
  }
}

/** What is open is no longer what stands at the path. */
class FileGoneError extends Error {}

function isRowFault(error: unknown): boolean {
  const code = sqliteCodeOf(error);
  if (code !== undefined) return ROW_FAULTS.has(code & 0xff);
  return error instanceof TypeError || error instanceof RangeError;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

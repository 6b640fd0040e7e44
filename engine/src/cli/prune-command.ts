// `stepscope prune`: deletes old runs from a database and gives the space back, also while workflows record into it.

import { statSync } from "node:fs";
import { openReadOnly } from "@stepscope/database/migrate";
import { pruneDatabase } from "../sinks/sqlite/prune-database.ts";
import { countPrunable } from "../sinks/sqlite/prune-runs.ts";
import type { RetentionPolicy } from "../sinks/sqlite/writer-protocol.ts";
import { existingDatabase } from "./assert-database-readable.ts";
import { CommandFailure } from "./command-failure.ts";
import type { Command } from "./command.ts";
import { DATABASE_OPTION } from "./command-option.ts";
import { bytesText, countText } from "./count-text.ts";
import type { ParsedOptions } from "./parse-options.ts";
import { parseBytes, parseCount, parseDurationMs } from "./parse-quantity.ts";
import { ProgressLine } from "./progress-line.ts";
import { stopSignal } from "./stop-signal.ts";
import { UsageError } from "./usage-error.ts";

/** The command. */
export const pruneCommand: Command = {
  name: "prune",
  summary: "delete old runs and give their space back",
  usage: "prune [--older-than <time>] [--keep <n>] [--max-size <size>] [--db <file>] [--dry-run]",
  description: [
    "Deletes the oldest runs that are over, with everything that belongs to them, until every limit given is kept. A run " +
      "that is not over is never deleted. It works in small steps, so that workflows may go on recording meanwhile.",
    "What is deleted is gone: --dry-run says first how much it would be.",
  ],
  options: [
    { name: "older-than", value: "<time>", summary: "runs that ended longer ago than this: 30d, 12h, 8w" },
    { name: "keep", value: "<n>", summary: "all but the newest n runs" },
    { name: "max-size", value: "<size>", summary: "the oldest runs, until the data takes no more: 1GB, 500MB" },
    DATABASE_OPTION,
    { name: "dry-run", summary: "only says what would be deleted" },
  ],
  examples: [
    { line: "stepscope prune --older-than 30d", does: "keeps one month" },
    { line: "stepscope prune --keep 10000 --max-size 2GB", does: "keeps both limits" },
    { line: "stepscope prune --older-than 7d --dry-run", does: "only says what that would delete" },
  ],
  run: runPrune,
};

async function runPrune(options: ParsedOptions): Promise<number> {
  const policy = policyOf(options);
  const path = existingDatabase(options.text("db"));
  if (options.has("dry-run")) {
    using database = openReadOnly(path);
    const runs = countPrunable(database, policy, Date.now());
    const about = policy.maxBytes === undefined ? "" : "about ";
    console.log(
      `Would delete ${about}${countText(runs, "run")} from ${path} (${bytesText(sizeOf(path))}). Nothing was changed.`,
    );
    return 0;
  }
  const before = sizeOf(path);
  const line = new ProgressLine();
  const signal = stopSignal();
  line.show(`Looking at ${path} …`);
  const onProgress = (runs: number): void => line.show(`${countText(runs, "run")} deleted`);
  const { runs, records } = await pruneDatabase({ ...policy, database: path, signal, onProgress }).finally(() =>
    line.clear(),
  );
  const freed = before - sizeOf(path);
  const space = freed > 0 ? `${bytesText(freed)} freed` : "the space is kept for new runs";
  console.log(
    `Deleted ${countText(runs, "run")} and ${countText(records, "record")} from ${path}; ${runs > 0 ? `${space}, ` : ""}${bytesText(sizeOf(path))} left.`,
  );
  if (!signal.aborted) return 0;
  throw new CommandFailure("stopped before the end. Run the command again for the rest.");
}

function policyOf(options: ParsedOptions): RetentionPolicy {
  const [age, keep, size] = [options.text("older-than"), options.text("keep"), options.text("max-size")];
  if (age === undefined && keep === undefined && size === undefined)
    throw new UsageError("prune needs --older-than, --keep or --max-size, such as --older-than 30d");
  return {
    ...(age === undefined ? {} : { maxAgeMs: parseDurationMs("older-than", age) }),
    ...(keep === undefined ? {} : { maxRuns: parseCount("keep", keep) }),
    ...(size === undefined ? {} : { maxBytes: parseBytes("max-size", size) }),
  };
}

/** With what waits in the write-ahead log. */
function sizeOf(path: string): number {
  return ["", "-wal"].reduce((sum, end) => sum + (statSync(path + end, { throwIfNoEntry: false })?.size ?? 0), 0);
}

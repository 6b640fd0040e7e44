// Makes a database of many runs with the statements of the real writer.
// Usage: npm run generate-database -w @stepscope/bench -- --runs 1000000 --database ./many.db [--days 30]

import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { openWriterDatabase } from "../../engine/src/sinks/sqlite/open-writer-database.ts";
import { RecordPacker } from "../../engine/src/sinks/sqlite/packed-records.ts";
import { SqliteWriter } from "../../engine/src/sinks/sqlite/sqlite-writer.ts";
import type { WriterOperation } from "../../engine/src/sinks/sqlite/writer-protocol.ts";
import { syntheticRun } from "../../engine/src/testing/synthetic-runs.ts";

const RUNS_PER_COMMIT = 500;
const DAY_MS = 86_400_000;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000000" },
    database: { type: "string", default: "./many-runs.db" },
    days: { type: "string", default: "30" },
  },
});
const runs = Number(values.runs);
const path = resolve(values.database);
const settings = { path, init: false, allowNetworkFileSystem: false, durability: "buffered" as const };
const { database } = openWriterDatabase(settings);
const writer = new SqliteWriter(database);
const options = { runs, endMs: Date.now(), spanMs: Number(values.days) * DAY_MS };
const startedMs = performance.now();
let records = 0;
for (let first = 0; first < runs; first += RUNS_PER_COMMIT) {
  const operations: WriterOperation[] = [];
  for (let number = first; number < Math.min(runs, first + RUNS_PER_COMMIT); number++) {
    const { opening, journal } = syntheticRun(number, options);
    records += journal.records.length;
    const packer = new RecordPacker();
    for (const record of journal.records) packer.push(record);
    operations.push({ op: "open", ...opening }, { op: "records", ...packer.take() });
    operations.push({ op: "close", runId: opening.runId, dropped: 0 });
  }
  const rejected = writer.take(operations);
  if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected[0])}`);
  writer.commit();
  if (first % 50_000 === 0) console.log(`${first + RUNS_PER_COMMIT} runs, ${seconds()} s`);
}
database.exec("PRAGMA analysis_limit = 400; PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
database.close();
console.log(`${runs} runs, ${records} records in ${path}: ${seconds()} s`);

function seconds(): string {
  return ((performance.now() - startedMs) / 1_000).toFixed(1);
}

// A process that records runs and then ends in one way or another; started by the tests of the SQLite sink.

import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { RecordBuilder } from "./record-builder.ts";
import { openJournal } from "./store-under-test.ts";
import { sqliteSink } from "../sinks/sqlite/sqlite-sink.ts";

const [scenario = "", database = ""] = process.argv.slice(2);
const sink = sqliteSink({ database, durability: scenario === "acknowledged" ? "acknowledged" : "buffered" });
await sink.ready;

function journal(number: number): RecordBuilder {
  const run = new RecordBuilder({
    runId: `01900000-0000-7000-8000-${String(number).padStart(12, "0")}`,
    input: { number },
  });
  const work = run.queue("work", run.send("StartEvent", {}));
  run
    .at(1)
    .start(work)
    .at(2)
    .complete(work, run.send("StopEvent", {}, work))
    .finish(number);
  return run;
}

function record(number: number): void {
  const written = journal(number);
  const run = openJournal(sink, written);
  for (let at = 0; at < written.records.length; at += 2) run.append(written.records.slice(at, at + 2));
  run.close();
}

function recordMany(): void {
  for (let number = 0; number < 300; number++) record(number);
}

async function recordForever(): Promise<never> {
  for (let number = 0; ; number++) {
    record(number);
    if (number === 200) {
      await sink.flush();
      process.stdout.write("recorded\n");
    }
    if (number % 20 === 0) await sleep(1);
  }
}

async function acknowledgeForever(): Promise<never> {
  for (let number = 0; ; number++) {
    const written = journal(number);
    const run = openJournal(sink, written);
    run.append(written.records.slice(0, 3));
    await run.durable(3);
    process.stdout.write(`${written.runId} 3\n`);
    run.append(written.records.slice(3));
    await run.durable(written.records.length);
    process.stdout.write(`${written.runId} ${written.records.length}\n`);
    run.close();
  }
}

if (scenario === "locked") {
  process.stdout.write("ready\n");
  await once(process.stdin, "data");
  process.stdin.destroy();
}
if (scenario === "endless") await recordForever();
if (scenario === "acknowledged") await acknowledgeForever();
recordMany();
if (scenario === "exit") process.exit(7);
if (scenario === "throw") {
  setImmediate(() => {
    throw new Error("nobody catches this");
  });
}
if (scenario === "signal" || scenario === "locked") {
  process.stdout.write("recorded\n");
  await sleep(60_000);
}

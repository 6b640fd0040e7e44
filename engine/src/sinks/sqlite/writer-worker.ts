// The writer thread: opens the database, stores what the main thread posts, deletes what is too old.

import { parentPort, workerData } from "node:worker_threads";
import { DatabaseError } from "@stepscope/database/migrate";
import { openWriterDatabase } from "./open-writer-database.ts";
import { Retention } from "./retention.ts";
import { SharedProgress } from "./shared-progress.ts";
import { SqliteWriter } from "./sqlite-writer.ts";
import { WriterLoop } from "./writer-loop.ts";
import type {
  WriterAnswer,
  WriterFailure,
  WriterQuestion,
  WriterReply,
  WriterRequest,
  WriterSettings,
} from "./writer-protocol.ts";

const port = parentPort;
if (port === null) throw new Error("writer-worker is the writer's thread; it cannot be run on its own");

const say = (answer: WriterAnswer): void => port.postMessage(answer);
const settings: WriterSettings = workerData;
const progress = new SharedProgress(settings.progress);

try {
  start();
} catch (error) {
  progress.state = "failed";
  say({ type: "failed", failure: failureOf(error) });
  // Whoever asks hears no; what is posted is given up by the other side.
  port.on("message", (request: WriterRequest) => {
    if (request.type === "ask") say({ type: "reply", askId: request.askId, reply: {} });
    if (request.type === "close") port.close();
  });
}

function start(): void {
  if (port === null) return;
  const { database, prepared } = openWriterDatabase(settings);
  const writer = new SqliteWriter(database);
  const loop = new WriterLoop({ path: settings.path, database, writer, progress, say });
  const retention = new Retention(database, settings.retention);
  progress.state = "open";
  const { wasCreated, applied, backupPath } = prepared;
  say({ type: "ready", wasCreated, applied, backupPath });
  port.on("message", (request: WriterRequest) => {
    switch (request.type) {
      case "batch":
        return loop.receive(request.batchId, request.operations, request.wantsAnswer);
      case "ask":
        return say({ type: "reply", askId: request.askId, reply: replyTo(request.question, { loop, writer }) });
      case "close":
        retention.stop();
        loop.finish();
        database.exec("PRAGMA analysis_limit = 400; PRAGMA optimize");
        database.close();
        progress.state = "closed";
        port.close();
    }
  });
}

function replyTo(
  question: WriterQuestion,
  { loop, writer }: { readonly loop: WriterLoop; readonly writer: SqliteWriter },
): Partial<WriterReply> {
  if (question.about === "hasRun") return { hasRun: writer.hasRun(question.runId) };
  // What was posted before the question is part of the answer.
  loop.commitNow();
  return { records: writer.readRecords(question.runId, question.fromSeq, question.limit) };
}

function failureOf(error: unknown): WriterFailure {
  if (error instanceof DatabaseError) return { code: error.code, message: error.message, details: error.details };
  const message = error instanceof Error ? error.message : String(error);
  const details = { path: settings.path };
  return { code: "DATABASE_INVALID", message: `${settings.path} cannot be opened: ${message}`, details };
}

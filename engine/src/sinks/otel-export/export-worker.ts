// The exporter's thread: takes spans out of the outbox and sends them, so that the main thread need not.

import { parentPort, workerData } from "node:worker_threads";

import { ExportLoop } from "./export-loop.ts";
import type { ExporterAnswer, ExporterRequest, ExporterSettings } from "./export-protocol.ts";
import { MemoryOutbox } from "./memory-outbox.ts";
import { createSpanSender } from "./otlp-sender.ts";
import { SqliteOutbox } from "./sqlite-outbox.ts";

const port = parentPort;
if (port === null) throw new Error("export-worker is the exporter's thread; it cannot be run on its own");

const say = (answer: ExporterAnswer): void => port.postMessage(answer);
const settings: ExporterSettings = workerData;

try {
  start();
} catch (error) {
  say({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  port.close();
}

function start(): void {
  if (port === null) return;
  const { target, timings, databasePath } = settings;
  const memory = databasePath === undefined ? new MemoryOutbox() : undefined;
  const outbox =
    memory ??
    new SqliteOutbox(databasePath ?? "", { endpoint: new URL(target.tracesUrl).origin, project: settings.project });
  const sender = createSpanSender(target);
  const loop = new ExportLoop({ outbox, sender, timings, onTrouble: (message) => say({ type: "trouble", message }) });
  const flushed = new Int32Array(settings.flushed);

  const flush = async (flushId: number, deadlineMs: number): Promise<void> => {
    await loop.flush(deadlineMs).catch(() => undefined);
    Atomics.store(flushed, 0, Math.max(flushId, Atomics.load(flushed, 0)));
    Atomics.notify(flushed, 0);
    say({ type: "flushed", flushId });
  };
  const close = async (): Promise<void> => {
    // First: a request that hangs is given up, and its spans are free for the next start.
    sender.close();
    await loop.stop();
    outbox.close();
    port.close();
  };

  port.on("message", (request: ExporterRequest) => {
    switch (request.type) {
      case "spans":
        memory?.add(request.spans, Date.now());
        return loop.nudge();
      case "nudge":
        return loop.nudge();
      case "flush":
        return void flush(request.flushId, request.deadlineMs);
      case "state":
        return say({ type: "state", askId: request.askId, state: { ...loop.state(), dropped: memory?.dropped ?? 0 } });
      case "unpark":
        say({ type: "unparked", askId: request.askId, spans: outbox.unpark(Date.now()) });
        return loop.nudge();
      case "close":
        return void close();
    }
  });
  loop.start();
}

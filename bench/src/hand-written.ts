// Floor: what a careful developer would write by hand to have spans and a stored journal, without any engine.

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { context, trace, type Tracer } from "@opentelemetry/api";
import type { OpenContestant } from "./contestant.ts";
import { noopExportingProvider } from "./noop-exporting-provider.ts";
import type { QueueObserver } from "./queue-loop.ts";
import { queueWorkloads } from "./queue-workloads.ts";

const BATCH = 500;

/** Rows kept in memory and written a batch at a time, one transaction each. */
class Journal {
  readonly #database: DatabaseSync;
  readonly #insert: ReturnType<DatabaseSync["prepare"]>;
  #rows: (readonly [number, number, string, number, string])[] = [];

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    this.#database.exec("CREATE TABLE record (runId INTEGER, seq INTEGER, kind TEXT, timeMs INTEGER, data TEXT)");
    this.#insert = this.#database.prepare("INSERT INTO record VALUES (?, ?, ?, ?, ?)");
  }

  add(row: { readonly runId: number; readonly seq: number; readonly kind: string; readonly data: unknown }): void {
    this.#rows.push([row.runId, row.seq, row.kind, Date.now(), JSON.stringify(row.data)]);
    if (this.#rows.length >= BATCH) this.flush();
  }

  flush(): void {
    this.#database.exec("BEGIN");
    for (const row of this.#rows) this.#insert.run(...row);
    this.#database.exec("COMMIT");
    this.#rows = [];
  }

  close(): void {
    this.#database.close();
  }
}

function observer(tracer: Tracer, journal: Journal, runId: number): QueueObserver {
  let seq = 0;
  const run = tracer.startSpan("run");
  const inside = trace.setSpan(context.active(), run);
  const add = (kind: string, data: unknown): void => journal.add({ runId, seq: (seq += 1), kind, data });
  return {
    sent(event) {
      add("event.sent", event);
      if (event.type === "stop") run.end();
    },
    started(event) {
      const span = tracer.startSpan(event.type, { attributes: { "input.value": event.value } }, inside);
      add("step.started", { step: event.type });
      return () => {
        add("step.completed", { step: event.type });
        span.end();
      };
    },
  };
}

export default async function open(folder: string): Promise<OpenContestant> {
  const provider = noopExportingProvider();
  const tracer = provider.getTracer("hand-written");
  const journal = new Journal(join(folder, "hand-written.db"));
  let runs = 0;
  return {
    run: queueWorkloads(() => observer(tracer, journal, (runs += 1))),
    async flush() {
      journal.flush();
      await provider.forceFlush();
    },
    async close() {
      journal.close();
      await provider.shutdown();
    },
  };
}

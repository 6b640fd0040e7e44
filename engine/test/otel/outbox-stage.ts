// Stage for tests of the export: outboxes of each kind, spans to put into them, and quick timings.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { prepareDatabase } from "@stepscope/database/migrate";

import { EXPORT_TIMINGS, type ExportTimings } from "../../src/sinks/otel-export/export-timings.ts";
import { MemoryOutbox } from "../../src/sinks/otel-export/memory-outbox.ts";
import { encodeSpan } from "../../src/sinks/otel-export/otlp-span.ts";
import type { Outbox, OutboxSpan } from "../../src/sinks/otel-export/outbox.ts";
import { SqliteOutbox } from "../../src/sinks/otel-export/sqlite-outbox.ts";

/** Timings for tests. */
export const QUICK: ExportTimings = {
  ...EXPORT_TIMINGS,
  batchSpans: 8,
  maxUnconfirmed: 40,
  checkDelaysMs: [5, 10, 20],
  resendAfterMs: 200,
  resendAfterOverloadMs: 50,
  backoffMs: [5, 20],
  leaseMs: 500,
  pollMs: 20,
  flushCheckMs: 5,
};

/** Spans that ended, encoded. */
export function makeSpans(count: number, bytes = 10): readonly OutboxSpan[] {
  return Array.from({ length: count }, () => {
    const [traceId, spanId] = [randomBytes(16).toString("hex"), randomBytes(8).toString("hex")];
    const body = encodeSpan({
      name: "x".repeat(bytes),
      kind: 0,
      spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
      startTime: [1, 0],
      endTime: [2, 0],
      status: { code: 0 },
      attributes: {},
      links: [],
      events: [],
      resource: { attributes: { "openinference.project.name": "tests" } },
    });
    return { traceId, spanId, body };
  });
}

/** An outbox, and the way spans get into it. */
export interface Store {
  readonly outbox: Outbox;
  readonly add: (spans: readonly OutboxSpan[]) => void;
  readonly close: () => void;
}

/** Every kind of outbox. */
export const STORES: readonly { readonly name: string; readonly open: () => Store }[] = [
  {
    name: "in memory",
    open: () => {
      const outbox = new MemoryOutbox();
      return { outbox, add: (spans) => outbox.add(spans, Date.now()), close: () => outbox.close() };
    },
  },
  {
    name: "in SQLite",
    open: () => {
      const folder = mkdtempSync(join(tmpdir(), "stepscope-outbox-"));
      const path = join(folder, "traces.db");
      prepareDatabase(path);
      const writer = new DatabaseSync(path);
      const insert = writer.prepare(
        `INSERT INTO "ExportOutbox" ("traceId", "spanId", "body", "bytes", "createdAtMs", "dueAtMs") VALUES (?, ?, ?, ?, ?, ?)`,
      );
      const outbox = new SqliteOutbox(path, { endpoint: "http://127.0.0.1" });
      return {
        outbox,
        add: (spans) => {
          writer.exec("BEGIN IMMEDIATE");
          for (const span of spans)
            insert.run(span.traceId, span.spanId, span.body, span.body.length, Date.now(), Date.now());
          writer.exec("COMMIT");
        },
        close: () => {
          outbox.close();
          writer.close();
          rmSync(folder, { recursive: true });
        },
      };
    },
  },
];

// What the main thread and the exporter's thread say to each other.

import type { ExportState } from "./export-loop.ts";
import type { ExportTimings } from "./export-timings.ts";
import type { OutboxSpan } from "./outbox.ts";
import type { ExportTarget } from "./otlp-sender.ts";

/** How the exporter's thread is started. */
export interface ExporterSettings {
  readonly target: ExportTarget;
  /** The database that holds the outbox; without it the outbox is in memory. */
  readonly databasePath: string | undefined;
  /** The project, for whoever reads the database; spans carry it in their resource. */
  readonly project: string | undefined;
  readonly timings: ExportTimings;
  /** One cell: the id of the last flush that is done, see `ExportThread`. */
  readonly flushed: SharedArrayBuffer;
}

/** To the exporter. */
export type ExporterRequest =
  /** Spans for an outbox in memory. */
  | { readonly type: "spans"; readonly spans: readonly OutboxSpan[] }
  /** Spans have come into the database. */
  | { readonly type: "nudge" }
  | { readonly type: "flush"; readonly flushId: number; readonly deadlineMs: number }
  | { readonly type: "state"; readonly askId: number }
  | { readonly type: "unpark"; readonly askId: number }
  | { readonly type: "close" };

/** From the exporter. */
export type ExporterAnswer =
  | { readonly type: "flushed"; readonly flushId: number }
  | { readonly type: "state"; readonly askId: number; readonly state: ExportState & { readonly dropped: number } }
  | { readonly type: "unparked"; readonly askId: number; readonly spans: number }
  /** Spans cannot be sent just now; said once. */
  | { readonly type: "trouble"; readonly message: string }
  /** The exporter cannot work, and why. */
  | { readonly type: "failed"; readonly message: string };

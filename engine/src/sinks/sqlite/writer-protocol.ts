// What the main thread and the writer thread say to each other.

import type { DatabaseErrorCode } from "@stepscope/database/migrate";
import type { WorkflowGraph } from "../../graph/workflow-graph.ts";
import type { RunRecord } from "../../trace/record.ts";
import type { SpanData } from "../../trace/span-data.ts";
import type { PackedRecords } from "./packed-records.ts";

/** A span on its way to a trace back end. */
export interface OutboxRow {
  readonly runId?: string | undefined;
  readonly traceId: string;
  readonly spanId: string;
  /** The span as it will be sent. */
  readonly body: Uint8Array;
}

/** A run that begins, or goes on in a later segment. The graph comes with the first run that has it. */
export interface OpenOperation {
  readonly op: "open";
  readonly runId: string;
  readonly segment: number;
  readonly definitionHash: string;
  readonly graph?: WorkflowGraph | undefined;
}

/** A finished span of a run. */
export interface SpanOperation {
  readonly op: "span";
  readonly runId: string;
  readonly span: SpanData;
}

/** Spans on their way to a trace back end. */
export interface OutboxOperation {
  readonly op: "outbox";
  readonly rows: readonly OutboxRow[];
}

/** No more will come. `dropped` records were given up before they were sent; `last` is how the run ended. */
export interface CloseOperation {
  readonly op: "close";
  readonly runId: string;
  readonly dropped: number;
  readonly last?: RunRecord | undefined;
}

/** One thing to store. Those of records are of any runs, in order. */
export type WriterOperation =
  | OpenOperation
  | ({ readonly op: "records" } & PackedRecords)
  | SpanOperation
  | OutboxOperation
  | CloseOperation;

/** When old runs are deleted. A run that is not over is never deleted. */
export interface RetentionPolicy {
  /** Delete runs that ended longer ago than this, in ms. */
  readonly maxAgeMs?: number | undefined;
  /** Keep at most this many ended runs. */
  readonly maxRuns?: number | undefined;
  /** Keep what is stored under this many bytes. */
  readonly maxBytes?: number | undefined;
}

/** How the writer opens its file. */
export interface WriterSettings {
  readonly path: string;
  readonly init: boolean;
  readonly allowNetworkFileSystem: boolean;
  readonly durability: "buffered" | "acknowledged";
  readonly retention?: RetentionPolicy | undefined;
  /** Shared counters, see `SharedProgress`. */
  readonly progress: SharedArrayBuffer;
}

/** To the writer. */
export type WriterRequest =
  | {
      readonly type: "batch";
      readonly batchId: number;
      readonly operations: readonly WriterOperation[];
      /** Say when it is committed. */
      readonly wantsAnswer: boolean;
    }
  | { readonly type: "ask"; readonly askId: number; readonly question: WriterQuestion }
  | { readonly type: "close" };

/** What the writer can be asked about what it has stored. */
export type WriterQuestion =
  | { readonly about: "hasRun"; readonly runId: string }
  | { readonly about: "records"; readonly runId: string; readonly fromSeq: number; readonly limit: number };

/** The answer to each question. */
export interface WriterReply {
  readonly hasRun: boolean;
  readonly records: readonly RunRecord[];
}

/** An error as plain data. */
export interface WriterFailure {
  readonly code: DatabaseErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Something the user should hear of. */
export interface WriterReport {
  readonly kind: "broken" | "recovered" | "runRejected" | "dropped" | "lostAtExit" | "failedToOpen" | "writerDied";
  readonly message: string;
  /** How many records this concerns. */
  readonly records: number;
}

/** From the writer. */
export type WriterAnswer =
  | {
      readonly type: "ready";
      readonly wasCreated: boolean;
      readonly applied: readonly string[];
      readonly backupPath?: string | undefined;
    }
  | { readonly type: "failed"; readonly failure: WriterFailure }
  | { readonly type: "committed"; readonly batchId: number }
  | { readonly type: "reply"; readonly askId: number; readonly reply: Partial<WriterReply> }
  | { readonly type: "rejected"; readonly runId: string }
  | { readonly type: "report"; readonly report: WriterReport };

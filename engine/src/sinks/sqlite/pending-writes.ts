// What the writer has received and not yet committed: rows ready to bind, and the runs they belong to.

import type { SQLInputValue } from "node:sqlite";
import type { WorkflowGraph } from "../../graph/workflow-graph.ts";
import type { SpanData } from "../../trace/span-data.ts";
import { attributesText, type PayloadTaker } from "./externalize.ts";
import type { RunDraft } from "./run-draft.ts";
import { PendingBlocks } from "./pending-blocks.ts";
import type { ReceivedRecord } from "./received-records.ts";
import type { OutboxRow } from "./writer-protocol.ts";

/** A row, and the run it stands or falls with. */
export interface PendingRow {
  readonly runId: string;
  readonly values: SQLInputValue[];
}

/** A body stored apart. */
export interface PendingPayload {
  readonly hash: string;
  readonly body: string;
  readonly bytes: number;
}

/** Rows between two commits. */
export class PendingWrites {
  readonly blocks = new PendingBlocks();
  spans: PendingRow[] = [];
  outbox: OutboxRow[] = [];
  workflows = new Map<string, WorkflowGraph>();
  payloads = new Map<string, PendingPayload>();
  /** Runs whose row is to be written. */
  dirty = new Set<RunDraft>();
  /** Runs that nothing more will come for. */
  closing = new Set<RunDraft>();
  /** The one last used: records of a run come many at a time. */
  #taker: { readonly draft: RunDraft; readonly take: PayloadTaker } | undefined;

  get isEmpty(): boolean {
    return (
      this.blocks.records === 0 &&
      this.spans.length === 0 &&
      this.outbox.length === 0 &&
      this.workflows.size === 0 &&
      this.dirty.size === 0 &&
      this.closing.size === 0
    );
  }

  /** Adds a run's next record. */
  addRecord(draft: RunDraft, received: ReceivedRecord): void {
    if (this.#taker?.draft !== draft) this.#taker = { draft, take: this.payloadTaker(draft) };
    const { take } = this.#taker;
    this.blocks.add(received, take);
    draft.take(received, take);
    this.dirty.add(draft);
  }

  addSpan(draft: RunDraft | undefined, span: SpanData): void {
    // Of a run that is closed nothing can refer to a payload any more: then the attributes stay inline.
    const attributes =
      draft === undefined ? JSON.stringify(span.attributes) : attributesText(span.attributes, this.payloadTaker(draft));
    this.spans.push({ runId: span.runId, values: spanValues(span, attributes) });
    if (draft !== undefined && draft.payloads.size > 0) this.dirty.add(draft);
  }

  addOutbox(rows: readonly OutboxRow[]): void {
    this.outbox.push(...rows);
  }

  /** Keeps bodies that a run's rows refer to. */
  payloadTaker(draft: RunDraft): PayloadTaker {
    return (hash, body, bytes) => {
      draft.payloads.add(hash);
      if (this.payloads.has(hash)) return;
      this.payloads.set(hash, { hash, body, bytes });
    };
  }

  /** Takes out everything of one run; returns how many records that were. */
  removeRun(runId: string, draft: RunDraft | undefined): number {
    const records = this.blocks.removeRun(runId);
    this.spans = this.spans.filter((row) => row.runId !== runId);
    if (draft !== undefined) {
      this.dirty.delete(draft);
      this.closing.delete(draft);
    }
    return records;
  }

  clear(): void {
    this.blocks.clear();
    this.#taker = undefined;
    this.spans = [];
    this.outbox = [];
    this.workflows.clear();
    this.payloads.clear();
    this.dirty.clear();
    this.closing.clear();
  }
}

function spanValues(span: SpanData, attributes: string): SQLInputValue[] {
  return [
    span.runId,
    span.executionId ?? null,
    span.traceId,
    span.spanId,
    span.parentSpanId ?? null,
    span.name,
    span.kind,
    span.startTimeMs,
    span.endTimeMs,
    span.status,
    span.error === undefined ? null : JSON.stringify(span.error),
    attributes,
    span.events === undefined || span.events.length === 0 ? null : JSON.stringify(span.events),
    span.model ?? null,
    span.provider ?? null,
    span.promptTokens ?? null,
    span.completionTokens ?? null,
    span.cacheReadTokens ?? null,
    span.reasoningTokens ?? null,
    span.costUsd ?? null,
    span.timeToFirstTokenMs ?? null,
  ];
}

// Stores operations in the database, a transaction at a time. Runs inside the writer thread; also usable on its own.

import type { DatabaseSync } from "node:sqlite";
import { blockOfRow, recordsOfBlock } from "../../trace/journal-block.ts";
import type { RunRecord } from "../../trace/record.ts";
import type { WorkflowGraph } from "../../graph/workflow-graph.ts";
import { RunAggregate } from "../../trace/run-aggregate.ts";
import { withBodies } from "./payload-bodies.ts";
import { PendingWrites } from "./pending-writes.ts";
import type { PackedRecords } from "./packed-records.ts";
import { type ReceivedRecord, receivedRecords } from "./received-records.ts";
import { RunDraft } from "./run-draft.ts";
import { prepareStatements, type Statements } from "./statements.ts";
import { blockValues } from "./stored-block.ts";
import type { OpenOperation, WriterOperation } from "./writer-protocol.ts";

/** The operations that are about one run, but not its records. */
type RunOperation = Extract<WriterOperation, { readonly runId: string }>;

/** A run whose records cannot be stored: what it was, and why. */
export interface RejectedRun {
  readonly runId: string;
  readonly reason: string;
  readonly records: number;
}

/** One writer on one open connection. */
export class SqliteWriter {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #pending = new PendingWrites();
  readonly #drafts = new Map<string, RunDraft>();
  readonly #graphs = new Map<string, WorkflowGraph>();
  readonly #rejected = new Set<string>();
  /** The run whose row is being written, to know whom an error is about. */
  #current: string | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareStatements(database);
  }

  get hasPending(): boolean {
    return !this.#pending.isEmpty;
  }

  /** Records taken and not committed. */
  get pendingRecords(): number {
    return this.#pending.blocks.records;
  }

  hasRun(runId: string): boolean {
    return this.#drafts.has(runId) || this.#statements.findRun.get(runId) !== undefined;
  }

  /** The committed records of a run from `fromSeq` on, with every body in its place. */
  readRecords(runId: string, fromSeq: number, limit: number): RunRecord[] {
    const records: RunRecord[] = [];
    for (const row of this.#statements.readBlocks.iterate(runId, fromSeq)) {
      const block = blockOfRow(row);
      const entries = withBodies(block.entries, (hash) => this.#statements.readPayload.get(hash)?.["body"]);
      records.push(...recordsOfBlock({ ...block, entries }, fromSeq, fromSeq + limit - 1));
      if (records.length >= limit) break;
    }
    return records;
  }

  /** Takes operations, in order. Returns the runs that had to be rejected. */
  take(operations: readonly WriterOperation[]): RejectedRun[] {
    const rejected: RejectedRun[] = [];
    for (const operation of operations) {
      if (operation.op === "outbox") this.#pending.addOutbox(operation.rows);
      else if (operation.op !== "records") this.#takeFor(operation.runId, () => this.#takeOne(operation), rejected);
      else this.#takeRecords(operation, rejected);
    }
    return rejected;
  }

  /**
   * Writes everything taken so far in one transaction. Throws, with nothing written, when that fails: the same
   * call can be made again.
   */
  commit(): void {
    if (this.#pending.isEmpty) return;
    const nowMs = Date.now();
    this.#database.exec("BEGIN IMMEDIATE");
    const numbered: RunDraft[] = [];
    try {
      this.#writeAll(numbered, nowMs);
      this.#current = undefined;
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      for (const draft of numbered) draft.number = undefined;
      throw error;
    }
    this.#settle(nowMs);
  }

  /** Gives up the run that the last failed commit stumbled over; `undefined` when it was no run's fault. */
  rejectCulprit(error: unknown): RejectedRun | undefined {
    const runId = this.#current;
    this.#current = undefined;
    return runId === undefined ? undefined : this.#reject(runId, messageOf(error));
  }

  #takeFor(runId: string, takeIt: () => void, rejected: RejectedRun[]): void {
    if (this.#rejected.has(runId)) return;
    try {
      takeIt();
    } catch (error) {
      rejected.push(this.#reject(runId, messageOf(error)));
    }
  }

  #takeOne(operation: RunOperation): void {
    switch (operation.op) {
      case "open":
        return this.#open(operation);
      case "span":
        return this.#pending.addSpan(this.#drafts.get(operation.runId), operation.span);
      case "close":
        return this.#close(operation);
    }
  }

  #open({ runId, segment, definitionHash, graph }: OpenOperation): void {
    if (graph !== undefined && !this.#graphs.has(definitionHash)) {
      this.#graphs.set(definitionHash, graph);
      this.#pending.workflows.set(definitionHash, graph);
    }
    const known = this.#graphs.get(definitionHash);
    if (known === undefined) throw new Error("its workflow graph is not known");
    const draft = new RunDraft(new RunAggregate(runId, known, definitionHash));
    const stored = segment === 0 ? undefined : this.#statements.findRun.get(runId);
    if (stored !== undefined) this.#rebuild(draft, Number(stored["number"]), Number(stored["recordsDropped"]));
    this.#drafts.set(runId, draft);
  }

  /** Counts again what an earlier process stored of the run. */
  #rebuild(draft: RunDraft, number: number, recordsDropped: number): void {
    const { runId } = draft.aggregate;
    for (const row of this.#statements.readBlocks.iterate(runId, 1)) {
      for (const record of recordsOfBlock(blockOfRow(row))) draft.take({ record }, this.#pending.payloadTaker(draft));
    }
    draft.number = number;
    draft.recordsDropped = recordsDropped;
  }

  #takeRecords(packed: PackedRecords, rejected: RejectedRun[]): void {
    for (const received of receivedRecords(packed)) {
      const { runId } = received;
      if (this.#rejected.size > 0 && this.#rejected.has(runId)) continue;
      try {
        this.#takeRecord(received);
      } catch (error) {
        rejected.push(this.#reject(runId, messageOf(error)));
      }
    }
  }

  #takeRecord(received: ReceivedRecord): void {
    const { runId, seq } = received;
    const draft = this.#drafts.get(runId);
    if (draft === undefined) throw new Error("its records came before it was opened");
    const expected = draft.aggregate.lastSeq + 1;
    if (seq !== expected) throw new Error(`record ${seq} came where ${expected} was due`);
    this.#pending.addRecord(draft, received);
  }

  #close(operation: Extract<WriterOperation, { readonly op: "close" }>): void {
    const draft = this.#drafts.get(operation.runId);
    if (draft === undefined) return;
    draft.close();
    if (operation.dropped > 0) {
      draft.endWithout(operation.last, operation.dropped, this.#pending.payloadTaker(draft));
    }
    const isUnfinished = !draft.aggregate.isOver || operation.dropped > 0;
    if (isUnfinished && draft.aggregate.lastSeq > 0) this.#pending.dirty.add(draft);
    this.#pending.closing.add(draft);
  }

  #reject(runId: string, reason: string): RejectedRun {
    this.#rejected.add(runId);
    const records = this.#pending.removeRun(runId, this.#drafts.get(runId));
    this.#drafts.delete(runId);
    return { runId, reason, records };
  }

  #writeAll(numbered: RunDraft[], nowMs: number): void {
    const { insertWorkflow, insertPayload, insertSpan, insertOutbox } = this.#statements;
    for (const [definitionHash, graph] of this.#pending.workflows) {
      insertWorkflow.run(definitionHash, graph.name, graph.version ?? null, JSON.stringify(graph), nowMs);
    }
    for (const { hash, body, bytes } of this.#pending.payloads.values()) insertPayload.run(hash, body, bytes, nowMs);
    this.#writeBlocks();
    for (const draft of this.#pending.dirty) this.#writeRun(draft, numbered, nowMs);
    for (const span of this.#pending.spans) {
      this.#current = span.runId;
      insertSpan.run(...span.values);
    }
    this.#current = undefined;
    for (const row of this.#pending.outbox) {
      insertOutbox.run(row.runId ?? null, row.traceId, row.spanId, row.body, row.body.byteLength, nowMs, nowMs);
    }
  }

  #writeBlocks(): void {
    for (const block of this.#pending.blocks.all) {
      this.#current = block.runId;
      this.#statements.insertBlock.run(...blockValues(block));
    }
  }

  #writeRun(draft: RunDraft, numbered: RunDraft[], nowMs: number): void {
    const { insertRun, updateRun, updateProgress, insertTag, usePayload } = this.#statements;
    const run = draft.aggregate;
    this.#current = run.runId;
    if (draft.number === undefined) {
      draft.number = Number(insertRun.run(...draft.fixedValues(), ...draft.changingValues()).lastInsertRowid);
      numbered.push(draft);
      for (const tag of new Set(run.tags)) insertTag.run(draft.number, tag, run.startedAtMs);
    } else if (draft.needsWholeRow()) {
      updateRun.run(...draft.changingValues(), draft.number);
    } else {
      updateProgress.run(...draft.progressValues(), draft.number);
    }
    if (draft.needsSearch(nowMs)) this.#statements.replaceSearch.run(draft.number, ...draft.searchValues());
    for (const hash of draft.payloads) usePayload.run(hash, draft.number);
    if (draft.needsSteps(nowMs)) this.#writeSteps(draft, draft.number);
  }

  #writeSteps(draft: RunDraft, number: number): void {
    const { replaceStep, replaceModel } = this.#statements;
    const run = draft.aggregate;
    for (const step of run.steps.values()) {
      const { totalMs, minMs, maxMs } = step.durations;
      const [p50Ms = 0, p95Ms = 0] = step.durations.percentiles(0.5, 0.95);
      const place = [run.runId, step.name, number, run.graph.name, run.startedAtMs] as const;
      const counts = [step.executions, step.failures, step.retries] as const;
      replaceStep.run(...place, ...counts, totalMs, minMs, maxMs, p50Ms, p95Ms, step.queueMs);
    }
    for (const model of run.models.values()) {
      const tokens = [model.promptTokens, model.completionTokens, model.totalTokens] as const;
      replaceModel.run(number, model.model, model.provider, run.startedAtMs, model.calls, ...tokens, model.costUsd);
    }
  }

  /** What was written is no longer pending. */
  #settle(nowMs: number): void {
    for (const draft of this.#pending.dirty) draft.settle(nowMs);
    for (const draft of this.#pending.closing) this.#drafts.delete(draft.aggregate.runId);
    this.#pending.clear();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

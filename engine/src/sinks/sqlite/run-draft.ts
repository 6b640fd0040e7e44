// A run as the writer holds it between commits: its aggregate, and the texts that its row keeps.

import type { SQLInputValue } from "node:sqlite";
import { aggregateRecord } from "../../trace/aggregate-record.ts";
import type { RunRecord } from "../../trace/record.ts";
import type { RecordHead } from "../../trace/record-head.ts";
import type { RunAggregate } from "../../trace/run-aggregate.ts";
import { previewOf, questionText, searchTextOf, shorten } from "../../trace/value-text.ts";
import { type PayloadTaker, valueText } from "./externalize.ts";

/** Characters of each column of the full-text index. */
const SEARCH_LENGTH = 16 * 1_024;
/** While a run goes on, its steps, models and names are written this often. */
const REFRESH_MS = 1_000;

/** A record, and its head where that is known without its data. */
export interface DraftRecord {
  readonly record: RunRecord;
  readonly head?: RecordHead | undefined;
}

/** One run between two commits. */
export class RunDraft {
  readonly aggregate: RunAggregate;
  /** Row number in the database, once it is there. */
  number: number | undefined;
  /** Payload hashes since the last commit. */
  readonly payloads = new Set<string>();
  recordsDropped = 0;
  #isSearchStale = true;
  #areStepsStale = true;
  /** When the rows beside the run's own were last written, and with how many names. */
  #writtenAtMs = 0;
  #writtenNames = 0;
  /** What the row said of what seldom changes when it was last written. */
  #writtenFacts: readonly unknown[] = [];
  #input = "null";
  #inputPreview = "";
  #inputSearch = "";
  #result: string | null = null;
  #resultPreview: string | null = null;
  #resultSearch = "";
  #metadata: string | null = null;

  constructor(aggregate: RunAggregate) {
    this.aggregate = aggregate;
  }

  /** Whether the full-text row is to be written: at the beginning, at the end, and now and then when names were added. */
  needsSearch(nowMs: number): boolean {
    return this.#isSearchStale || (nowMs - this.#writtenAtMs >= REFRESH_MS && this.#names !== this.#writtenNames);
  }

  /** Whether the rows of steps and models are to be written: when the run ends or waits, else now and then. */
  needsSteps(nowMs: number): boolean {
    return this.#areStepsStale || nowMs - this.#writtenAtMs >= REFRESH_MS;
  }

  /** Whether more of the run's row has changed than how far it has come. */
  needsWholeRow(): boolean {
    const written = this.#writtenFacts;
    return this.#facts().some((fact, index) => fact !== written[index]);
  }

  /** Everything was committed. */
  settle(nowMs: number): void {
    this.#writtenFacts = this.#facts();
    if (this.needsSteps(nowMs)) {
      this.#writtenAtMs = nowMs;
      this.#writtenNames = this.#names;
    }
    this.#isSearchStale = false;
    this.#areStepsStale = false;
    this.payloads.clear();
  }

  /** No more will come: what was put off is due. */
  close(): void {
    if (this.aggregate.isOver) return;
    this.#areStepsStale = true;
    if (this.#names !== this.#writtenNames) this.#isSearchStale = true;
  }

  get #names(): number {
    return this.aggregate.steps.size + this.aggregate.eventTypes.size;
  }

  /** Counts the run's next record in. */
  take({ record, head }: DraftRecord, takePayload: PayloadTaker): void {
    const { aggregate } = this;
    const wasOver = aggregate.isOver;
    aggregateRecord(aggregate, record, head);
    if (record.kind === "run.started") this.#takeInput(takePayload);
    if (record.kind === "run.idle") this.#areStepsStale = true;
    if (aggregate.isOver && !wasOver) this.#takeEnd(takePayload);
  }

  /** Ends a run whose last records were given up. */
  endWithout(last: RunRecord | undefined, dropped: number, takePayload: PayloadTaker): void {
    this.recordsDropped += dropped;
    if (last === undefined || this.aggregate.isOver) return;
    const { lastSeq } = this.aggregate;
    this.take({ record: last }, takePayload);
    this.aggregate.lastSeq = lastSeq;
  }

  /** The columns that change with every hop, in the order of `RUN_PROGRESS_COLUMNS`: none of them is in an index. */
  progressValues(): SQLInputValue[] {
    const run = this.aggregate;
    return [
      run.updatedAtMs,
      run.lastSeq,
      run.executions,
      run.failures,
      run.attempts,
      run.maxAttempts,
      run.backingOff,
      this.#activityText(),
    ];
  }

  /** The columns of the run's row that change while it runs, in the order of `RUN_CHANGING_COLUMNS`. */
  changingValues(): SQLInputValue[] {
    const run = this.aggregate;
    return [
      run.status,
      run.backingOff,
      run.endedAtMs ?? null,
      run.updatedAtMs,
      run.durationMs ?? null,
      run.waitingMs,
      run.activeMs ?? null,
      run.waitingSince?.timeMs ?? null,
      JSON.stringify(run.waitingFor),
      run.status === "waiting" && run.question !== undefined ? questionText(run.question) : null,
      this.#activityText(),
      run.executions,
      run.failures,
      run.attempts,
      run.retries,
      run.maxAttempts,
      run.llmCalls,
      run.promptTokens,
      run.completionTokens,
      run.totalTokens,
      run.costUsd,
      run.traceId ?? null,
      run.rootSpanId ?? null,
      run.fork?.fromRunId ?? null,
      run.fork?.fromSeq ?? null,
      run.lastSeq,
      run.segments,
      this.recordsDropped,
      this.#resultPreview,
      run.error?.name ?? null,
      run.error === undefined ? null : shorten(run.error.message),
      run.failedStep ?? null,
      this.#result,
      run.error === undefined ? null : JSON.stringify(run.error),
    ];
  }

  /** The columns that are known from the start, in the order of `RUN_FIXED_COLUMNS`. */
  fixedValues(): SQLInputValue[] {
    const run = this.aggregate;
    return [
      run.runId,
      run.graph.name,
      run.version ?? null,
      run.definitionHash,
      run.reducerVersion,
      run.startedAtMs,
      run.timeoutMs ?? null,
      run.deadlineMs ?? null,
      JSON.stringify(run.tags),
      run.sessionId ?? null,
      run.userId ?? null,
      run.parent?.runId ?? null,
      run.parent?.executionId ?? null,
      this.#inputPreview,
      this.#metadata,
      this.#input,
    ];
  }

  /** Input, output, error and names, as the full-text index takes them. */
  searchValues(): [input: string, output: string, error: string, names: string] {
    const { aggregate: run } = this;
    const names = [run.graph.name, ...run.tags, ...run.steps.keys(), ...run.eventTypes].join("\n");
    const error = run.error === undefined ? "" : `${run.error.name}\n${run.error.message}`;
    return [this.#inputSearch, this.#resultSearch, error.slice(0, SEARCH_LENGTH), names.slice(0, SEARCH_LENGTH)];
  }

  /** What the columns beside those of progress are made from. */
  #facts(): readonly unknown[] {
    const run = this.aggregate;
    const waiting = [run.waitingMs, run.waitingSince, run.waitingFor, run.question];
    const ids = [run.traceId, run.fork, run.segments, this.recordsDropped];
    return [run.status, run.endedAtMs, run.retries, run.llmCalls, run.totalTokens, run.costUsd, ...waiting, ...ids];
  }

  #takeInput(takePayload: PayloadTaker): void {
    const run = this.aggregate;
    this.#input = valueText(run.input, takePayload);
    this.#inputPreview = previewOf(run.input);
    this.#inputSearch = searchTextOf(run.input, SEARCH_LENGTH);
    this.#metadata = run.metadata === undefined ? null : valueText(run.metadata, takePayload);
    // The text has it now; a large value is not held for the length of the run.
    run.input = null;
  }

  #takeEnd(takePayload: PayloadTaker): void {
    const run = this.aggregate;
    this.#areStepsStale = true;
    this.#isSearchStale = true;
    if (run.result === undefined) return;
    this.#result = valueText(run.result, takePayload);
    this.#resultPreview = previewOf(run.result);
    this.#resultSearch = searchTextOf(run.result, SEARCH_LENGTH);
    run.result = undefined;
  }

  #activityText(): string | null {
    const busiest = this.aggregate.busiestStep();
    if (busiest === undefined) return null;
    const { name, executions, open } = busiest.step;
    return JSON.stringify({ step: name, done: executions - open, total: executions, attempt: busiest.attempt });
  }
}

/** See {@link RunDraft.fixedValues}. */
export const RUN_FIXED_COLUMNS = [
  "id",
  "workflow",
  "version",
  "definitionHash",
  "reducerVersion",
  "startedAtMs",
  "timeoutMs",
  "deadlineAtMs",
  "tags",
  "sessionId",
  "userId",
  "parentRunId",
  "parentExecutionId",
  "inputPreview",
  "metadata",
  "input",
] as const;

/** See {@link RunDraft.progressValues}. */
export const RUN_PROGRESS_COLUMNS = [
  "updatedAtMs",
  "lastSeq",
  "executions",
  "failures",
  "attempts",
  "maxAttempts",
  "backingOff",
  "activity",
] as const;

/** See {@link RunDraft.changingValues}. */
export const RUN_CHANGING_COLUMNS = [
  "status",
  "backingOff",
  "endedAtMs",
  "updatedAtMs",
  "durationMs",
  "waitingMs",
  "activeMs",
  "waitingSinceAtMs",
  "waitingFor",
  "waitingPrompt",
  "activity",
  "executions",
  "failures",
  "attempts",
  "retries",
  "maxAttempts",
  "llmCalls",
  "promptTokens",
  "completionTokens",
  "totalTokens",
  "costUsd",
  "traceId",
  "rootSpanId",
  "forkedFromRunId",
  "forkedFromSeq",
  "lastSeq",
  "segments",
  "recordsDropped",
  "resultPreview",
  "errorName",
  "errorMessage",
  "failedStep",
  "result",
  "error",
] as const;

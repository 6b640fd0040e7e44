// Rows of the table Run as the reader gives them: summaries for lists, the whole run for its page.

import type { EncodedValue, Json } from "../../codec/encoded-value.ts";
import type { ErrorData } from "../../errors/error-data.ts";
import type { RunStatus } from "../../trace/run-status.ts";
import type { RunActivity, RunDetail, RunSummary } from "../../view/run-summary.ts";
import type { Client } from "./run-query.ts";

/** Runs that one run's page lists as its children or forks. */
const MAX_RELATIVES = 100;

/** Everything but the bodies. */
const SUMMARY_COLUMNS = {
  id: true,
  number: true,
  status: true,
  backingOff: true,
  workflow: true,
  version: true,
  definitionHash: true,
  inputPreview: true,
  resultPreview: true,
  errorName: true,
  errorMessage: true,
  failedStep: true,
  startedAtMs: true,
  endedAtMs: true,
  updatedAtMs: true,
  durationMs: true,
  waitingMs: true,
  activeMs: true,
  waitingSinceAtMs: true,
  waitingFor: true,
  waitingPrompt: true,
  activity: true,
  executions: true,
  failures: true,
  retries: true,
  maxAttempts: true,
  llmCalls: true,
  promptTokens: true,
  completionTokens: true,
  totalTokens: true,
  costUsd: true,
  tags: true,
  sessionId: true,
  userId: true,
  parentRunId: true,
  parentExecutionId: true,
  forkedFromRunId: true,
  forkedFromSeq: true,
  traceId: true,
  rootSpanId: true,
  lastSeq: true,
  segments: true,
  recordsDropped: true,
} as const;

type SummaryRow = Awaited<ReturnType<typeof findSummaries>>[number];

/** The runs with these row numbers, in the order given. */
export async function summariesByNumber(client: Client, numbers: readonly number[]): Promise<readonly RunSummary[]> {
  if (numbers.length === 0) return [];
  const rows = await findSummaries(client, { number: { in: [...numbers] } });
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return numbers.flatMap((number) => {
    const row = byNumber.get(number);
    return row === undefined ? [] : [summaryOf(row)];
  });
}

/** The runs with these ids, in the order given. */
export async function summariesById(client: Client, runIds: readonly string[]): Promise<readonly RunSummary[]> {
  if (runIds.length === 0) return [];
  const rows = await findSummaries(client, { id: { in: [...runIds] } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return runIds.flatMap((runId) => {
    const row = byId.get(runId);
    return row === undefined ? [] : [summaryOf(row)];
  });
}

/** A run with its bodies. */
export async function readRunDetail(client: Client, runId: string): Promise<RunDetail | undefined> {
  const row = await client.run.findUnique({ where: { id: runId } });
  if (row === null) return undefined;
  return {
    ...summaryOf(row),
    input: parseValue(row.input),
    ...(row.result === null ? {} : { result: parseValue(row.result) }),
    ...(row.error === null ? {} : { error: parseError(row.error) }),
    ...(row.metadata === null ? {} : { metadata: parseJson(row.metadata) }),
    ...(row.timeoutMs === null ? {} : { timeoutMs: row.timeoutMs }),
    ...(row.deadlineAtMs === null ? {} : { deadlineMs: Number(row.deadlineAtMs) }),
    childRunIds: await relatives(client, { parentRunId: runId }),
    forkRunIds: await relatives(client, { forkedFromRunId: runId }),
  };
}

type RunWhere = NonNullable<NonNullable<Parameters<Client["run"]["findMany"]>[0]>["where"]>;

async function findSummaries(client: Client, where: RunWhere) {
  return client.run.findMany({ where, select: SUMMARY_COLUMNS });
}

async function relatives(client: Client, where: RunWhere): Promise<string[]> {
  const rows = await client.run.findMany({
    where,
    select: { id: true },
    orderBy: { number: "desc" },
    take: MAX_RELATIVES,
  });
  return rows.map((row) => row.id);
}

function summaryOf(row: SummaryRow): RunSummary {
  return {
    runId: row.id,
    status: parseStatus(row.status),
    backingOff: row.backingOff,
    workflow: row.workflow,
    definitionHash: row.definitionHash,
    inputPreview: row.inputPreview,
    startedAtMs: Number(row.startedAtMs),
    updatedAtMs: Number(row.updatedAtMs),
    waitingMs: row.waitingMs,
    waitingFor: parseTexts(row.waitingFor),
    executions: row.executions,
    failures: row.failures,
    retries: row.retries,
    maxAttempts: row.maxAttempts,
    llmCalls: row.llmCalls,
    promptTokens: row.promptTokens,
    completionTokens: row.completionTokens,
    totalTokens: row.totalTokens,
    costUsd: row.costUsd,
    tags: parseTexts(row.tags),
    lastSeq: row.lastSeq,
    recordsDropped: row.recordsDropped,
    segments: row.segments,
    ...present({
      version: row.version,
      resultPreview: row.resultPreview,
      endedAtMs: numberOrNull(row.endedAtMs),
      durationMs: row.durationMs,
      activeMs: row.activeMs,
      waitingSinceMs: numberOrNull(row.waitingSinceAtMs),
      waitingPrompt: row.waitingPrompt,
      sessionId: row.sessionId,
      userId: row.userId,
      parentRunId: row.parentRunId,
      parentExecutionId: row.parentExecutionId,
      forkedFromRunId: row.forkedFromRunId,
      forkedFromSeq: row.forkedFromSeq,
      traceId: row.traceId,
      rootSpanId: row.rootSpanId,
      errorName: row.errorName,
      errorMessage: row.errorMessage,
      failedStep: row.failedStep,
    }),
    ...(row.activity === null ? {} : { activity: parseActivity(row.activity) }),
  };
}

type Present<T> = { readonly [K in keyof T]?: NonNullable<T[K]> };

/** The fields that are not null. */
export function present<T extends Readonly<Record<string, unknown>>>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Present<T>;
}

function numberOrNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}

function parseStatus(text: string): RunStatus {
  return text as RunStatus;
}

function parseTexts(text: string): readonly string[] {
  return JSON.parse(text) as readonly string[];
}

function parseActivity(text: string): RunActivity {
  return JSON.parse(text) as RunActivity;
}

function parseValue(text: string): EncodedValue {
  return JSON.parse(text) as EncodedValue;
}

function parseError(text: string): ErrorData {
  return JSON.parse(text) as ErrorData;
}

function parseJson(text: string): Json {
  return JSON.parse(text) as Json;
}

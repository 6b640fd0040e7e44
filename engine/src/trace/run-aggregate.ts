// A run in numbers and short texts, kept up to date record by record: what lists show without reading a journal.

import type { EncodedValue, Json } from "../codec/encoded-value.ts";
import type { ExecutionKey } from "./counted-id.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import type { RecordOf, RecordPlace } from "./record.ts";
import type { RunStatus } from "./run-status.ts";
import { elapsedMs, type OpenExecution, StepAggregate } from "./step-aggregate.ts";

/** What one model was asked for in a run. */
export interface ModelAggregate {
  readonly model: string;
  readonly provider: string;
  calls: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
  costUsd: number;
}

/** Everything that is known of a run from its records. Changed in place by `aggregateRecord` only. */
export class RunAggregate {
  readonly runId: string;
  readonly graph: WorkflowGraph;
  readonly definitionHash: string;
  status: RunStatus = "running";
  version: string | undefined;
  reducerVersion = 1;
  input: EncodedValue = null;
  result: EncodedValue | undefined;
  error: ErrorData | undefined;
  failedStep: string | undefined;
  startedAtMs = 0;
  endedAtMs: number | undefined;
  updatedAtMs = 0;
  timeoutMs: number | undefined;
  deadlineMs: number | undefined;
  waitingMs = 0;
  waitingSince: RecordPlace | undefined;
  waitingFor: readonly string[] = [];
  /** Payload of the last question that was asked. */
  question: EncodedValue | undefined;
  executions = 0;
  failures = 0;
  attempts = 0;
  retries = 0;
  maxAttempts = 1;
  backingOff = 0;
  llmCalls = 0;
  promptTokens = 0;
  completionTokens = 0;
  totalTokens = 0;
  costUsd = 0;
  tags: readonly string[] = [];
  metadata: Json | undefined;
  sessionId: string | undefined;
  userId: string | undefined;
  parent: RecordOf<"run.started">["data"]["parent"];
  fork: RecordOf<"run.forked">["data"] | undefined;
  traceId: string | undefined;
  rootSpanId: string | undefined;
  lastSeq = 0;
  segments = 1;
  readonly steps = new Map<string, StepAggregate>();
  readonly models = new Map<string, ModelAggregate>();
  readonly eventTypes = new Set<string>();
  readonly open = new Map<ExecutionKey, OpenExecution>();
  /** Event types that ask a person something. */
  readonly questionTypes: ReadonlySet<string>;
  startedAt: RecordPlace | undefined;

  constructor(runId: string, graph: WorkflowGraph, definitionHash: string) {
    this.runId = runId;
    this.graph = graph;
    this.definitionHash = definitionHash;
    this.questionTypes = new Set(
      graph.events.filter((event) => event.role === "inputRequired").map((event) => event.type),
    );
  }

  get isOver(): boolean {
    return this.endedAtMs !== undefined;
  }

  /** From start to end, once the run is over. */
  get durationMs(): number | undefined {
    return this.endedAtMs === undefined ? undefined : this.#elapsed;
  }

  /** Duration less the time spent waiting for people, once the run is over. */
  get activeMs(): number | undefined {
    const durationMs = this.durationMs;
    return durationMs === undefined ? undefined : Math.max(0, durationMs - this.waitingMs);
  }

  #elapsed = 0;

  /** Ends the run at this record, unless it has ended. */
  end(status: RunStatus, record: RecordPlace): void {
    if (this.isOver) return;
    this.status = status;
    this.endedAtMs = record.timeMs;
    this.#elapsed = this.startedAt === undefined ? 0 : elapsedMs(this.startedAt, record);
    this.backingOff = 0;
  }

  /** The counts of a step, made at its first mention. */
  step(name: string): StepAggregate {
    const known = this.steps.get(name);
    if (known !== undefined) return known;
    const step = new StepAggregate(name);
    this.steps.set(name, step);
    return step;
  }

  /** The step with the most open executions, for a run that is not over. */
  busiestStep(): { readonly step: StepAggregate; readonly attempt: number } | undefined {
    if (this.isOver) return undefined;
    let busiest: StepAggregate | undefined;
    for (const step of this.steps.values()) {
      if (step.open > 0 && (busiest === undefined || step.open >= busiest.open)) busiest = step;
    }
    if (busiest === undefined) return undefined;
    return { step: busiest, attempt: this.maxAttempts > 1 ? this.#lastAttemptOf(busiest) : 0 };
  }

  #lastAttemptOf(step: StepAggregate): number {
    let attempt = 0;
    for (const execution of this.open.values()) {
      if (execution.step === step) attempt = Math.max(attempt, execution.attempt);
    }
    return attempt;
  }
}

// What code inside a step can be told about where it runs, and how it adds to that run's journal.

import { processSlot } from "../codec/process-slot.ts";
import type { RecordBody } from "./record.ts";
import type { SpanIds } from "./run-tracer.ts";
import type { SpanData } from "./span-data.ts";

/** The execution that is running the current code. */
export interface ExecutionScope {
  readonly runId: string;
  readonly workflow: string;
  readonly executionId: string;
  readonly step: string;
  /** Counted from 0. */
  readonly attempt: number;
  /** The open span of the execution, when there is one. */
  readonly spanIds?: SpanIds | undefined;
  /** Adds a record (`llm.called`, `log`) to the run's journal. Does nothing once the run is over. Never throws. */
  record(body: RecordBody): void;
  /** Hands a finished span to the run's sinks, redacted already. Never throws. */
  recordSpan(span: SpanData): void;
}

/** Finds the scope of the current code; the runtime installs one that follows asynchronous calls. */
export interface ExecutionScopeSource {
  currentScope(): ExecutionScope | undefined;
}

const slot = processSlot<ExecutionScopeSource>("executionScope");

/** Installs the source; the last one wins. */
export function setExecutionScopeSource(source: ExecutionScopeSource): void {
  slot.current = source;
}

/**
 * The execution that is running the current code, also in its streams, timers and callbacks; `undefined` outside a step.
 *
 * @example
 * ```ts
 * import { currentExecution } from "stepscope";
 *
 * export function logLine(message: string): string {
 *   const scope = currentExecution();
 *   return scope === undefined ? message : `[run ${scope.runId}] ${message}`;
 * }
 * ```
 */
export function currentExecution(): ExecutionScope | undefined {
  return slot.current?.currentScope();
}

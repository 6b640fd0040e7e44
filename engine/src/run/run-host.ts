// What executions, contexts, stores and handlers need of the loop that carries their run.

import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody } from "../trace/record.ts";
import type { RunRecorder } from "../trace/recorder.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { RunHandler } from "../workflow/run-handler.ts";
import type { Clock } from "./clock.ts";
import type { EventBook } from "./event-book.ts";
import type { RunState } from "./run-state.ts";

/** A child run to start. */
export interface ChildRequest {
  readonly workflow: LaunchableWorkflow;
  readonly input: unknown;
  readonly executionId: string;
  readonly signal: AbortSignal;
}

/** The loop, as its parts see it. */
export interface RunHost {
  readonly state: RunState;
  readonly workflow: LaunchableWorkflow;
  readonly definition: WorkflowDefinition;
  readonly book: EventBook;
  readonly clock: Clock;
  readonly recorder: RunRecorder;
  readonly isOver: boolean;
  /** Runs code on behalf of whoever asked for the run. */
  inCaller<T>(code: () => T): T;
  /** Records, reduces and sends one group; what follows from it happens soon, never inside this call. */
  commit(bodies: readonly RecordBody[]): void;
  /** Records an event on its way: keeps the instance under the id of the record. */
  sendBody(event: WorkflowEvent, data: SendData): RecordBody;
  /** Resolves once everything recorded so far is as durable as the sinks promise; `undefined` when it need not wait. */
  durable(): Promise<unknown> | undefined;
  launchChild(request: ChildRequest): RunHandler<unknown, object>;
}

/** How an event is sent. */
export interface SendData {
  /** Events already in the same group. */
  readonly offset: number;
  readonly cause: Extract<RecordBody, { readonly kind: "event.sent" }>["data"]["cause"];
  readonly origin: Extract<RecordBody, { readonly kind: "event.sent" }>["data"]["origin"];
  readonly target?: string | undefined;
  readonly key?: string | undefined;
}

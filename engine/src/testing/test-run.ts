// Runs a workflow to its end and gives everything a test may want to look at.

import { eventTypeOf } from "../event/event-identity.ts";
import { StepStateChanged } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { Clock } from "../run/clock.ts";
import { InProcessLauncher } from "../runtimes/in-process.ts";
import type { RunRecord } from "../trace/record.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { RunHandler } from "../workflow/run-handler.ts";
import type { RunOptions } from "../workflow/run-options.ts";
import type { Runnable } from "../workflow/runnable.ts";
import { SimulatedClock } from "./simulated-clock.ts";

/** Options of {@link testRun}. */
export interface TestRunOptions<Output> extends RunOptions {
  /** @default a new SimulatedClock */
  readonly clock?: Clock;
  /** Also the engine's own events: StepStateChanged, UnhandledEvent, RunIdle. @default false */
  readonly includeInternal?: boolean;
  /** Called for each event as it comes, such as to answer a question through the handler. */
  readonly onEvent?: (event: WorkflowEvent, handler: RunHandler<Output, object>) => unknown;
}

/** What a run did. */
export interface TestRunResult<Output> {
  readonly result: Output;
  /** Every event of the run, in order. */
  readonly events: readonly WorkflowEvent[];
  /** The stable names of the events, in order. */
  readonly eventTypes: readonly string[];
  /** The journal of the run. */
  readonly records: readonly RunRecord[];
  /** The store when the run ended. */
  readonly state: Readonly<Record<string, unknown>>;
  readonly runId: string;
}

/**
 * Runs a workflow to its end on a simulated clock.
 *
 * @throws what the run fails with.
 *
 * @example
 * ```ts
 * import { StartEvent, StopEvent, Workflow } from "stepscope";
 * import { testRun } from "stepscope/testing";
 *
 * const flow = new Workflow<{ n: number }, number>({ name: "twice" });
 * flow.step({ accepts: StartEvent, emits: StopEvent }, function twice(ev) {
 *   return new StopEvent({ result: ev.n * 2 });
 * });
 * const { result, eventTypes } = await testRun(flow, { n: 21 });
 * console.log(result, eventTypes); // 42 [ "StartEvent", "StopEvent" ]
 * ```
 */
export async function testRun<Input extends object, Output>(
  workflow: Runnable<Input, Output> & LaunchableWorkflow,
  input: Input,
  options: TestRunOptions<Output> = {},
): Promise<TestRunResult<Output>> {
  const { clock = new SimulatedClock(), includeInternal = false, onEvent, ...runOptions } = options;
  const all: RunRecord[] = [];
  const launcher = new InProcessLauncher({ clock, onRecord: (record) => all.push(record) });
  const handler = asTyped<Output>(launcher.run(workflow, input, runOptions));
  const events: WorkflowEvent[] = [];
  for await (const event of handler.stream({ includeInternal: true })) {
    if (!includeInternal && isInternal(event)) continue;
    events.push(event);
    await onEvent?.(event, handler);
  }
  const result = await handler;
  const state = await handler.store.all();
  const records = all.filter(({ runId }) => runId === handler.runId);
  return { result, events, eventTypes: events.map(eventTypeOf), records, state: { ...state }, runId: handler.runId };
}

function isInternal(event: WorkflowEvent): boolean {
  return event instanceof StepStateChanged || ["UnhandledEvent", "RunIdle", "StreamGap"].includes(eventTypeOf(event));
}

/** The workflow says what its runs give. */
function asTyped<Output>(handler: RunHandler<unknown, object>): RunHandler<Output, object> {
  return handler as RunHandler<Output, object>;
}

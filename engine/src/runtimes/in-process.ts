// Runs workflows in this process: makes the loop of each run, gives runs their turns, links children to parents.

import { AsyncResource } from "node:async_hooks";
import { v7 as newRunId } from "uuid";
import type { Clock } from "../run/clock.ts";
import { createRunState } from "../run/create-run-state.ts";
import { LiveStepper } from "../run/live-stepper.ts";
import { LiveRunHandler } from "../run/run-handler.ts";
import type { ChildRequest, RunHost } from "../run/run-host.ts";
import { RunLoop } from "../run/run-loop.ts";
import type { RunSession } from "../run/run-session.ts";
import type { RunState } from "../run/run-state.ts";
import { SavedRun } from "../run/saved-run.ts";
import { SegmentFacts } from "../run/segment-facts.ts";
import { verboseLog } from "../run/verbose-log.ts";
import type { RunRecord } from "../trace/record.ts";
import type { PreviousSegment } from "../trace/sink.ts";
import type { LaunchableWorkflow, Launcher } from "../workflow/launcher.ts";
import type { RunHandler } from "../workflow/run-handler.ts";
import type { RunOptions, SavedContext } from "../workflow/run-options.ts";
import type { Stepper } from "../workflow/stepper.ts";
import { openSession, type LaunchRequest } from "./open-session.ts";
import { systemClock } from "./system-clock.ts";

/** What the runtime can be made with. */
export interface InProcessOptions {
  /** @default the clock of the machine */
  readonly clock?: Clock;
  /** Hears every record of every run, unredacted and at once. */
  readonly onRecord?: (record: RunRecord) => void;
}

/** Runs workflows in this process. */
export class InProcessLauncher implements Launcher {
  readonly #clock: Clock;

  readonly #onRecord: ((record: RunRecord) => void) | undefined;

  constructor(options: InProcessOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#onRecord = options.onRecord;
  }

  run(workflow: LaunchableWorkflow, input: unknown, options: RunOptions): RunHandler<unknown, object> {
    return new LiveRunHandler(this.#launch({ workflow, input, options, isStepwise: false }));
  }

  stepwise(workflow: LaunchableWorkflow, input: unknown, options: RunOptions): Stepper<unknown> {
    return new LiveStepper(this.#launch({ workflow, input, options, isStepwise: true }));
  }

  restoreContext(workflow: LaunchableWorkflow, snapshot: unknown): SavedContext {
    return new SavedRun(workflow, snapshot);
  }

  #launch(request: LaunchRequest): RunSession {
    const { workflow, options, isStepwise } = request;
    const resumed = resumedState(options);
    const definition = workflow.definition();
    const state = resumed ?? createRunState(definition.graph, options.runId ?? newRunId());
    const facts = new SegmentFacts(resumed === undefined ? undefined : previousOf(options));
    const loop = new RunLoop({
      workflow,
      definition,
      state,
      clock: this.#clock,
      segment: resumed === undefined ? 0 : resumed.segment + 1,
      isStepwise,
      caller: new AsyncResource("stepscope.run"),
      launchChild: (child, host) => this.#launchChild(child, host, new Set(request.within).add(workflow)),
      facts,
      ...this.#listenerOf(workflow),
    });
    return openSession(loop, request, resumed === undefined ? undefined : { state: resumed, facts });
  }

  #listenerOf({ name, options }: LaunchableWorkflow): { readonly onRecord?: (record: RunRecord) => void } {
    const own = this.#onRecord;
    const log = options.verbose === true ? verboseLog(name) : undefined;
    if (own === undefined || log === undefined)
      return log === undefined ? (own === undefined ? {} : { onRecord: own }) : { onRecord: log };
    return {
      onRecord: (record) => {
        own(record);
        log(record);
      },
    };
  }

  #launchChild(
    { workflow, input, executionId, signal }: ChildRequest,
    host: RunHost,
    within: ReadonlySet<LaunchableWorkflow>,
  ): RunHandler<unknown, object> {
    const parent = { runId: host.state.runId, executionId };
    const session = this.#launch({ workflow, input, options: { signal }, parent, isStepwise: false, within });
    session.noteObserver();
    return new LiveRunHandler(session);
  }
}

function previousOf({ context }: RunOptions): PreviousSegment | undefined {
  return context instanceof SavedRun ? context.previous() : undefined;
}

function resumedState({ context }: RunOptions): RunState | undefined {
  return context instanceof SavedRun && !context.isFinished ? context.restore() : undefined;
}

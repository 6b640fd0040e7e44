// Runs workflows in this process: makes the loop of each run, gives runs their turns, links children to parents.

import { AsyncResource } from "node:async_hooks";
import { v7 as newRunId } from "uuid";
import { ContextError } from "../errors/run-errors.ts";
import { OptionError } from "../errors/option-error.ts";
import type { Problem } from "../errors/workflow-problem.ts";
import { WorkflowValidationError } from "../errors/workflow-errors.ts";
import type { Clock } from "../run/clock.ts";
import { createRunState } from "../run/create-run-state.ts";
import { LiveStepper } from "../run/live-stepper.ts";
import { beginNew, beginResumed, type RunBeginning } from "../run/run-beginning.ts";
import { LiveRunHandler } from "../run/run-handler.ts";
import type { ChildRequest, RunHost } from "../run/run-host.ts";
import { RunLoop } from "../run/run-loop.ts";
import { RunSession } from "../run/run-session.ts";
import type { RunState } from "../run/run-state.ts";
import { SavedRun } from "../run/saved-run.ts";
import { verboseLog } from "../run/verbose-log.ts";
import type { RunRecord } from "../trace/record.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { LaunchableWorkflow, Launcher } from "../workflow/launcher.ts";
import type { RunHandler } from "../workflow/run-handler.ts";
import type { RunOptions, SavedContext } from "../workflow/run-options.ts";
import type { Stepper } from "../workflow/stepper.ts";
import { checkCustomRunId, claimRunId, lastSeqOf, releaseRunId } from "./active-runs.ts";
import { noteRun } from "./recent-runs.ts";
import { RunTurns } from "./run-turns.ts";
import { startEventOf } from "./start-event-of.ts";
import { systemClock } from "./system-clock.ts";

/** What the runtime can be made with. */
export interface InProcessOptions {
  /** @default the clock of the machine */
  readonly clock?: Clock;
  /** Hears every record of every run, unredacted and at once. */
  readonly onRecord?: (record: RunRecord) => void;
}

interface LaunchRequest {
  readonly workflow: LaunchableWorkflow;
  readonly input: unknown;
  readonly options: RunOptions;
  readonly parent?: { readonly runId: string; readonly executionId: string };
  readonly isStepwise: boolean;
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
    const loop = new RunLoop({
      workflow,
      definition,
      state,
      clock: this.#clock,
      segment: resumed === undefined ? 0 : resumed.segment + 1,
      isStepwise,
      caller: new AsyncResource("stepscope.run"),
      launchChild: (child, host) => this.#launchChild(child, host),
      ...this.#listenerOf(workflow),
    });
    return openSession(loop, request, resumed);
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

  #launchChild({ workflow, input, executionId, signal }: ChildRequest, host: RunHost): RunHandler<unknown, object> {
    const parent = { runId: host.state.runId, executionId };
    const session = this.#launch({ workflow, input, options: { signal }, parent, isStepwise: false });
    session.noteObserver();
    return new LiveRunHandler(session);
  }
}

function resumedState({ context }: RunOptions): RunState | undefined {
  return context instanceof SavedRun && !context.isFinished ? context.restore() : undefined;
}

function openSession(loop: RunLoop, request: LaunchRequest, resumed: RunState | undefined): RunSession {
  const { workflow, options } = request;
  const { runId } = loop.state;
  let onEnd = (): void => undefined;
  const session = new RunSession(loop, () => onEnd());
  const turn = RunTurns.of(workflow).enter(() => session.begin());
  const isCustom = resumed === undefined && options.runId !== undefined;
  onEnd = turn.leave;
  const open = (): void => {
    claimRunId(runId);
    onEnd = () => {
      releaseRunId(runId, loop.state.seq);
      turn.leave();
    };
    noteRun(workflow, loop);
    linkSignal(session, options.signal);
    if (turn.hasCome) session.begin();
  };
  try {
    session.prepare(beginningOf(request, resumed));
    if (isCustom) void openChecked(session, options.runId, open);
    else if (request.isStepwise) {
      open();
      loop.drain();
    } else queueMicrotask(() => openOrRefuse(session, open));
  } catch (error) {
    session.refuse(error);
  }
  return session;
}

async function openChecked(session: RunSession, runId: unknown, open: () => void): Promise<void> {
  try {
    await checkCustomRunId(runId);
    open();
  } catch (error) {
    session.refuse(error);
  }
}

/** By now the caller has the handler in hand. */
function openOrRefuse(session: RunSession, open: () => void): void {
  try {
    open();
  } catch (error) {
    session.refuse(error);
  }
}

function beginningOf({ workflow, input, options, parent }: LaunchRequest, resumed: RunState | undefined): RunBeginning {
  const problems = problemsOf(workflow);
  if (problems.length > 0) throw new WorkflowValidationError(workflow.name, problems);
  const { context } = options;
  if (context !== undefined && !(context instanceof SavedRun)) {
    throw new OptionError(`${workflow.name}.run: context`, "what Context.from gave", context);
  }
  if (resumed === undefined || context === undefined) {
    const startEvent = startEventOf(workflow, input);
    return beginNew({
      startEvent,
      options,
      ...(parent === undefined ? {} : { parent }),
      ...(context === undefined ? {} : { store: context.store() }),
    });
  }
  if (input !== undefined) {
    throw new ContextError(
      `Run ${resumed.runId} goes on with the input it had. Call run(undefined, { context }), or start a new run.`,
      { runId: resumed.runId },
    );
  }
  const inFlight = [...resumed.executions.values()].filter(({ phase }) => phase === "starting" || phase === "running");
  // The journal may have gone on after the snapshot was taken; sequence numbers never repeat.
  resumed.seq = Math.max(resumed.seq, lastSeqOf(resumed.runId));
  return beginResumed({
    segment: resumed.segment + 1,
    reason: "resumed from a saved context",
    inFlight: inFlight.map(({ id }) => id),
    snapshot: context.snapshot,
  });
}

const knownProblems = new WeakMap<WorkflowDefinition, readonly Problem[]>();

/** A definition never changes, so it is checked once. */
function problemsOf(workflow: LaunchableWorkflow): readonly Problem[] {
  const definition = workflow.definition();
  let problems = knownProblems.get(definition);
  if (problems === undefined) {
    problems = workflow.validate();
    knownProblems.set(definition, problems);
  }
  return problems;
}

function linkSignal(session: RunSession, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const cancel = (): void => {
    const reason: unknown = signal.reason;
    void session.cancel(reason instanceof Error ? reason.message : String(reason));
  };
  if (signal.aborted) {
    cancel();
    return;
  }
  signal.addEventListener("abort", cancel, { once: true });
  const unlink = (): void => signal.removeEventListener("abort", cancel);
  session.outcome.then(unlink, unlink);
}

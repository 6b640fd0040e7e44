// Opens the session of a run: checks what it was asked for with, claims its id, and lets it begin when its turn comes.

import { OptionError } from "../errors/option-error.ts";
import { ContextError } from "../errors/run-errors.ts";
import { WorkflowValidationError } from "../errors/workflow-errors.ts";
import type { Problem } from "../errors/workflow-problem.ts";
import { beginNew, beginResumed, type RunBeginning } from "../run/run-beginning.ts";
import type { RunLoop } from "../run/run-loop.ts";
import { RunSession } from "../run/run-session.ts";
import type { RunState } from "../run/run-state.ts";
import { SavedRun } from "../run/saved-run.ts";
import type { SegmentFacts } from "../run/segment-facts.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { RunOptions } from "../workflow/run-options.ts";
import { checkRunOptions } from "./check-run-options.ts";
import { checkCustomRunId, claimRunId, releaseRunId } from "./active-runs.ts";
import { readSegmentEnd } from "./read-segment-end.ts";
import { noteRun } from "./recent-runs.ts";
import { RunTurns } from "./run-turns.ts";
import { startEventOf } from "./start-event-of.ts";

/** What a run is asked for with. */
export interface LaunchRequest {
  readonly workflow: LaunchableWorkflow;
  readonly input: unknown;
  readonly options: RunOptions;
  readonly parent?: { readonly runId: string; readonly executionId: string };
  readonly isStepwise: boolean;
  /** The workflows of the runs it is inside: it goes on in their turn, which waits for it. */
  readonly within?: ReadonlySet<LaunchableWorkflow>;
}

/** A run that goes on: its state, and what its segments know of each other. */
export interface ResumedRun {
  readonly state: RunState;
  readonly facts: SegmentFacts;
}

/** Opens the session of a run. Never throws: what cannot work rejects through the session. */
export function openSession(loop: RunLoop, request: LaunchRequest, resumed: ResumedRun | undefined): RunSession {
  const { workflow, options } = request;
  let onEnd = (): void => undefined;
  let isOpen = false;
  const session = new RunSession(loop, () => onEnd());
  const turns = request.within?.has(workflow) === true ? RunTurns.unlimited : RunTurns.of(workflow);
  const turn = turns.enter(() => {
    if (isOpen) session.begin();
  });
  onEnd = turn.leave;
  const open = (): void => {
    claimRunId(session.runId);
    onEnd = () => {
      releaseRunId(session.runId, loop.state.seq);
      turn.leave();
    };
    isOpen = true;
    noteRun(workflow, loop);
    linkSignal(session, options.signal);
    if (turn.hasCome()) session.begin();
  };
  try {
    session.prepare(beginningOf(request, resumed?.state));
    if (resumed !== undefined) void openLater(session, open, () => skipToEnd(resumed));
    else if (options.runId !== undefined) void openLater(session, open, () => checkCustomRunId(options.runId));
    else open();
    if (request.isStepwise) loop.drainInCaller();
  } catch (error) {
    session.refuse(error);
  }
  return session;
}

async function openLater(session: RunSession, open: () => void, check: () => Promise<void>): Promise<void> {
  try {
    await check();
    open();
  } catch (error) {
    session.refuse(error);
  }
}

/** The journal may have gone on after the snapshot was taken. */
async function skipToEnd({ state, facts }: ResumedRun): Promise<void> {
  const { lastSeq, interrupted } = await readSegmentEnd(state, facts.previous);
  state.seq = lastSeq;
  facts.interrupted = interrupted;
}

function beginningOf({ workflow, input, options, parent }: LaunchRequest, resumed: RunState | undefined): RunBeginning {
  const problems = problemsOf(workflow);
  if (problems.length > 0) throw new WorkflowValidationError(workflow.name, problems);
  checkRunOptions(options, workflow.name);
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

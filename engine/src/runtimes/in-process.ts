// Runs workflows in this process: makes the loop of each run, gives runs their turns, links children to parents.

import { v7 as newRunId } from "uuid";
import { OptionError } from "../errors/option-error.ts";
import { ContextError, RunIdConflictError } from "../errors/run-errors.ts";
import { WorkflowValidationError } from "../errors/workflow-errors.ts";
import type { EventClass } from "../event/event-class.ts";
import { definitionOf, isEvent } from "../event/event-identity.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import { StartEvent } from "../event/start-event.ts";
import type { Clock } from "../run/clock.ts";
import { createRunState } from "../run/create-run-state.ts";
import type { ChildRequest, RunHost } from "../run/run-host.ts";
import { LiveRunHandler } from "../run/run-handler.ts";
import { RunLoop } from "../run/run-loop.ts";
import { RunSession, type RunStart } from "../run/run-session.ts";
import { registeredSinks } from "../trace/registry.ts";
import type { LaunchableWorkflow, Launcher } from "../workflow/launcher.ts";
import type { RunHandler } from "../workflow/run-handler.ts";
import type { RunOptions, SavedContext } from "../workflow/run-options.ts";
import type { Stepper } from "../workflow/stepper.ts";
import { RunTurns } from "./run-turns.ts";
import { systemClock } from "./system-clock.ts";

/** What the runtime can be made with. */
export interface InProcessOptions {
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

interface LaunchRequest {
  readonly workflow: LaunchableWorkflow;
  readonly input: unknown;
  readonly options: RunOptions;
  readonly parent?: { readonly runId: string; readonly executionId: string };
  readonly isStepwise: boolean;
}

/** Runs that are not over, by id. */
const activeRuns = new Set<string>();

/** Runs workflows in this process. */
export class InProcessLauncher implements Launcher {
  readonly #clock: Clock;

  constructor(options: InProcessOptions = {}) {
    this.#clock = options.clock ?? systemClock;
  }

  run(workflow: LaunchableWorkflow, input: unknown, options: RunOptions): RunHandler<unknown, object> {
    return new LiveRunHandler(this.#launch({ workflow, input, options, isStepwise: false }));
  }

  stepwise(workflow: LaunchableWorkflow, input: unknown, options: RunOptions): Stepper<unknown> {
    void [workflow, input, options];
    throw new ContextError("stepwise");
  }

  restoreContext(workflow: LaunchableWorkflow, snapshot: unknown): SavedContext {
    void [workflow, snapshot];
    throw new ContextError("restoreContext");
  }

  #launch(request: LaunchRequest): RunSession {
    const { workflow, options, isStepwise } = request;
    const definition = workflow.definition();
    const runId = options.runId ?? newRunId();
    const loop = new RunLoop({
      workflow,
      definition,
      state: createRunState(definition.graph, runId),
      clock: this.#clock,
      segment: 0,
      isStepwise,
      launchChild: (child, host) => this.#launchChild(child, host),
    });
    const turns = RunTurns.of(workflow);
    const session = new RunSession(loop, () => {
      activeRuns.delete(runId);
      turns.leave();
    });
    void this.#open(session, request, turns);
    return session;
  }

  async #open(session: RunSession, request: LaunchRequest, turns: RunTurns): Promise<void> {
    const { options, parent } = request;
    const turn = turns.enter();
    try {
      const start: RunStart = { startEvent: startEventOf(request), options, ...(parent === undefined ? {} : { parent }) };
      await checkRunId(session.runId, options);
      activeRuns.add(session.runId);
      linkSignal(session, options.signal);
      await turn;
      session.begin(start);
    } catch (error) {
      session.refuse(error);
    }
  }

  #launchChild({ workflow, input, executionId, signal }: ChildRequest, host: RunHost): RunHandler<unknown, object> {
    const parent = { runId: host.state.runId, executionId };
    const session = this.#launch({ workflow, input, options: { signal }, parent, isStepwise: false });
    session.noteObserver();
    return new LiveRunHandler(session);
  }
}

function startEventOf({ workflow, input }: LaunchRequest): WorkflowEvent {
  const problems = workflow.validate();
  if (problems.length > 0) throw new WorkflowValidationError(workflow.name, problems);
  const { startClass } = workflow.definition();
  const eventClass = startClass ?? StartEvent;
  if (isEvent(input)) {
    if (definitionOf(input).role === "start") return input;
    throw new OptionError(`${workflow.name}.run: the input`, "the attributes of its start event, or a start event", input);
  }
  if (input !== undefined && input !== null && typeof input !== "object") {
    throw new OptionError(`${workflow.name}.run: the input`, "an object with the attributes of its start event", input);
  }
  return construct(eventClass, input ?? {});
}

async function checkRunId(runId: string, options: RunOptions): Promise<void> {
  if (options.runId === undefined) return;
  if (typeof options.runId !== "string" || options.runId === "") throw new OptionError("run: runId", "a text that is not empty", options.runId);
  if (activeRuns.has(runId)) throw new RunIdConflictError(runId, "a run with this id is under way in this process");
  for (const sink of registeredSinks()) {
    if (await sink.hasRun(runId)) throw new RunIdConflictError(runId, `a run with this id is stored in ${sink.name}`);
  }
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

/** Users' classes take a payload; the compiler cannot know which. */
function construct(eventClass: EventClass | typeof StartEvent, payload: object): WorkflowEvent {
  return Reflect.construct(eventClass as new (payload: object) => WorkflowEvent, [payload]);
}

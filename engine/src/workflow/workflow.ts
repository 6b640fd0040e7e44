// The workflow class: what users extend, or make and add steps to.

import { OptionError } from "../errors/option-error.ts";
import { WorkflowFrozenError } from "../errors/workflow-errors.ts";
import type { Problem } from "../errors/workflow-problem.ts";
import type { StepFailedEvent } from "../event/system-events.ts";
import { checkGraph } from "../graph/check-graph.ts";
import { buildDefinition, noteFields, type BuiltDefinition, type FunctionStep } from "./build-definition.ts";
import type { WorkflowDefinition } from "./definition.ts";
import { currentLauncher, type LaunchableWorkflow } from "./launcher.ts";
import { ResourceScope, type ResourceMap } from "./resource.ts";
import type { RunHandler } from "./run-handler.ts";
import type { RunArguments, WorkflowOptions } from "./run-options.ts";
import type { Runnable, WORKFLOW_TYPES } from "./runnable.ts";
import type {
  AcceptsOption,
  CatchErrorOptions,
  ClassesIn,
  ContextWith,
  EmitsOption,
  EmittedBy,
  HandlerReturn,
  NoResources,
  StepFunction,
  StepInputOf,
  StepOptions,
  StepReturn,
} from "./step-options.ts";
import { checkSkips, registerRecovery, registerStep, type StepRegistration } from "./step-registration.ts";
import type { Stepper } from "./stepper.ts";

/**
 * A workflow: steps that accept events and emit events, from a start event to a stop event.
 * Extend it and decorate methods, or make one and add functions with {@link Workflow.step}.
 *
 * @typeParam Input - Attributes of the start event: what `run` takes.
 * @typeParam Output - What awaiting a run gives.
 * @typeParam State - Shape of the run's store.
 * @throws OptionError when an option cannot work, such as `maxConcurrentRuns: 0`.
 *
 * @example
 * ```ts
 * import { StartEvent, StopEvent, Workflow } from "stepscope";
 *
 * const flow = new Workflow<{ name: string }, string>({ name: "greet", timeoutMs: 1_000 });
 * flow.step({ accepts: StartEvent, emits: StopEvent }, function greet(ev) {
 *   return new StopEvent({ result: `Ahoy ${ev.name}` });
 * });
 * console.log(await flow.run({ name: "Anne" })); // Ahoy Anne
 * ```
 */
export class Workflow<
  Input extends object = Record<string, unknown>,
  Output = unknown,
  State extends object = Record<string, unknown>,
>
  implements LaunchableWorkflow, Runnable<Input, Output>
{
  declare readonly [WORKFLOW_TYPES]?: { readonly input: (input: Input) => void; readonly output: Output };

  readonly name: string;
  readonly options: WorkflowOptions;
  /** The resources made so far; they live as long as this instance. */
  readonly resourceScope: ResourceScope = new ResourceScope();
  readonly #functions: FunctionStep[] = [];
  #built: BuiltDefinition | undefined = undefined;

  constructor(options: WorkflowOptions = {}) {
    checkOptions(options);
    this.name = options.name ?? (new.target.name || "workflow");
    this.options = Object.freeze({ ...options });
  }

  /**
   * Adds a function as a step, and gives it back. As the value of a field, the step has the field's name.
   *
   * @throws OptionError when an option cannot work; WorkflowFrozenError after the first use of the workflow.
   */
  step<
    const Accepts extends AcceptsOption,
    const Emits extends EmitsOption,
    Returned extends StepReturn<EmittedBy<ClassesIn<Emits>, Output>>,
    const Resources extends ResourceMap = NoResources,
  >(
    options: StepOptions<Accepts, Emits, Resources>,
    fn: StepFunction<StepInputOf<Accepts, Input>, ContextWith<State, Resources>, Returned>,
  ): StepFunction<StepInputOf<Accepts, Input>, ContextWith<State, Resources>, Returned> {
    this.#add(registerStep(options, `step of ${this.name}`), fn);
    return fn;
  }

  /**
   * Adds a function as the handler of steps that failed for good, and gives it back.
   *
   * @throws OptionError when an option cannot work; WorkflowFrozenError after the first use of the workflow.
   */
  catchError<
    const Emits extends EmitsOption,
    Returned extends HandlerReturn<Emits, Output>,
    const Resources extends ResourceMap = NoResources,
  >(
    options: CatchErrorOptions<Emits, Resources>,
    fn: StepFunction<StepFailedEvent, ContextWith<State, Resources>, Returned>,
  ): StepFunction<StepFailedEvent, ContextWith<State, Resources>, Returned> {
    this.#add(registerRecovery(options, `catchError of ${this.name}`), fn);
    return fn;
  }

  /**
   * Starts a run. Never throws: a definition, option or input that cannot work rejects through the handler.
   *
   * @param run - The input, unless a saved context goes on, and the options of the run.
   */
  run(...run: RunArguments<Input>): RunHandler<Output, State> {
    const [input, options = {}] = run;
    return this.#launched(currentLauncher().run(this, input, options));
  }

  /** Makes a run that goes on only when told to, one step execution at a time. */
  stepwise(...run: RunArguments<Input>): Stepper<Output> {
    const [input, options = {}] = run;
    return this.#stepped(currentLauncher().stepwise(this, input, options));
  }

  /** Everything that is wrong with the definition; empty when it can run. Never throws. */
  validate(): readonly Problem[] {
    const { definition, problems, skips } = this.#build();
    const skip = this.options.validate === false ? true : this.options.skipGraphChecks;
    return [...problems, ...checkGraph(definition.graph, { workflow: skip, steps: skips })];
  }

  /** The definition: made at first use, the same from then on. */
  definition(): WorkflowDefinition {
    return this.#build().definition;
  }

  #add(registration: StepRegistration, fn: StepFunction<never, never, unknown>): void {
    if (this.#built !== undefined) throw new WorkflowFrozenError(this.name);
    if (typeof fn !== "function") throw new OptionError(`step of ${this.name}: the second argument`, "a function", fn);
    noteFields(this, this.#functions);
    this.#functions.push({ registration, fn });
  }

  #build(): BuiltDefinition {
    return (this.#built ??= buildDefinition({
      ...this.options,
      name: this.name,
      target: this,
      functions: this.#functions,
    }));
  }

  /** The engine runs steps that were held against these types when they were declared. */
  #launched(handler: RunHandler<unknown, object>): RunHandler<Output, State> {
    return handler as RunHandler<Output, State>;
  }

  #stepped(stepper: Stepper<unknown>): Stepper<Output> {
    return stepper as Stepper<Output>;
  }
}

function checkOptions({ name, timeoutMs, maxConcurrentRuns, skipGraphChecks }: WorkflowOptions): void {
  checkSkips(skipGraphChecks, "Workflow");
  if (name !== undefined && (typeof name !== "string" || name === ""))
    throw new OptionError("Workflow: name", "a text that is not empty", name);
  if (timeoutMs !== undefined && !(timeoutMs > 0))
    throw new OptionError("Workflow: timeoutMs", "a number of milliseconds above 0", timeoutMs);
  if (maxConcurrentRuns !== undefined && (!Number.isInteger(maxConcurrentRuns) || maxConcurrentRuns < 1)) {
    throw new OptionError("Workflow: maxConcurrentRuns", "a whole number from 1", maxConcurrentRuns);
  }
}

// Turns what users declared (decorated methods, functions, fields) into the definition that runs.

import type { Problem } from "../errors/workflow-problem.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { markedMethods, type MethodKey } from "./decorated-methods.ts";
import type { StepDefinition, WorkflowDefinition } from "./definition.ts";
import { collectEventClasses } from "./event-classes.ts";
import { hashGraph } from "./hash-graph.ts";
import type { StepContext } from "./step-context.ts";
import { classesOf, DEFAULT_WORKERS, type StepRegistration } from "./step-registration.ts";
import type { StepNode } from "../graph/workflow-graph.ts";
import { eventTypeOf } from "../event/event-identity.ts";
import type { StepOptions } from "./step-options.ts";
import type { GraphCheckSkip } from "../graph/check-graph.ts";

/** A step added as a function. */
export interface FunctionStep {
  readonly registration: StepRegistration;
  readonly fn: (event: never, context: never) => unknown;
  /** The field it was assigned to, where another step may have taken that since. */
  field?: string | undefined;
}

/** Notes the fields that steps stand in now: a subclass is about to put steps of its own into them. */
export function noteFields(target: object, functions: readonly FunctionStep[]): void {
  const fields = fieldsOf(target);
  for (const step of functions) step.field ??= fields.get(step.fn);
}

/** What a definition is built from. */
export interface DefinitionSource {
  readonly name: string;
  readonly version?: string;
  /** The workflow, or a workflow class's prototype when only its structure is wanted. */
  readonly target: object;
  readonly functions: readonly FunctionStep[];
}

/** A definition, and what is wrong with it that its maps cannot show. */
export interface BuiltDefinition {
  readonly definition: WorkflowDefinition;
  readonly problems: readonly Problem[];
  /** Graph checks each step leaves out. */
  readonly skips: ReadonlyMap<string, GraphCheckSkip>;
}

interface NamedStep {
  readonly name: string;
  /** The method or field it stands in. */
  readonly key: MethodKey | undefined;
  readonly registration: StepRegistration;
  readonly call: (input: never, context: never) => unknown;
}

/** Builds the definition. Never throws: what is wrong becomes a problem. */
export function buildDefinition(source: DefinitionSource): BuiltDefinition {
  const { name, version } = source;
  const problems: Problem[] = [];
  const named = withoutReplaced([...methodSteps(source.target), ...functionSteps(source, problems)]);
  const steps = new Map<string, StepDefinition>();
  const skips = new Map<string, GraphCheckSkip>();
  for (const step of named) {
    if (steps.has(step.name)) problems.push(duplicateStep(step.name));
    else steps.set(step.name, defineStep(step));
    if (step.registration.options.skipGraphChecks !== undefined)
      skips.set(step.name, step.registration.options.skipGraphChecks);
  }
  const events = collectEventClasses([...steps.values()]);
  problems.push(...events.problems);
  const graph: WorkflowGraph = Object.freeze({
    formatVersion: 1,
    name,
    ...(version === undefined ? {} : { version }),
    startEvent: events.startClass === undefined ? "" : eventTypeOf(events.startClass),
    stopEvent: events.stopClass === undefined ? "" : eventTypeOf(events.stopClass),
    steps: [...steps.values()].map(({ node }) => node),
    events: events.nodes,
  });
  const { eventClasses, startClass, stopClass, isStopTyped } = events;
  const definition = Object.freeze({
    graph,
    definitionHash: hashGraph(graph),
    steps,
    eventClasses,
    startClass,
    stopClass,
    isStopTyped,
  });
  return { definition, problems, skips };
}

/** A step that stands where an ancestor's stood replaces it in its place. */
function withoutReplaced(steps: readonly NamedStep[]): readonly NamedStep[] {
  const kept = new Map<MethodKey | NamedStep, NamedStep>();
  for (const step of steps) kept.set(step.key ?? step, step);
  return [...kept.values()];
}

function methodSteps(target: object): readonly NamedStep[] {
  return Array.from(markedMethods(target), ([key, { registration, method }]) => ({
    name: registration.options.name ?? nameOfKey(key),
    key,
    registration,
    call: (input: never, context: never): unknown => callMethod({ target, key, method }, input, context),
  }));
}

interface MethodAddress {
  readonly target: object;
  readonly key: MethodKey;
  readonly method: Function | undefined;
}

/** Found by its key at each call, so a subclass that overrides it without decorating it is obeyed. */
function callMethod({ target, key, method }: MethodAddress, input: never, context: never): unknown {
  const found: unknown = method ?? Reflect.get(target, key);
  return typeof found === "function" ? Reflect.apply(found, target, [input, context]) : undefined;
}

function functionSteps(source: DefinitionSource, problems: Problem[]): readonly NamedStep[] {
  noteFields(source.target, source.functions);
  return source.functions.map(({ registration, fn, field }, index) => {
    const name = registration.options.name ?? field ?? fn.name;
    if (name === "") problems.push(missingName(index));
    const call = fn.bind(source.target);
    return { name: name === "" ? `step ${index + 1}` : name, key: field, registration, call };
  });
}

function fieldsOf(target: object): ReadonlyMap<unknown, string> {
  const fields = new Map<unknown, string>();
  for (const [key, value] of Object.entries(target)) if (typeof value === "function") fields.set(value, key);
  return fields;
}

function nameOfKey(key: MethodKey): string {
  return typeof key === "string" ? key.replace(/^#/, "") : (key.description ?? "step");
}

function defineStep({ name, registration, call }: NamedStep): StepDefinition {
  const { options } = registration;
  const node = Object.freeze(nodeOf(name, registration));
  return Object.freeze({
    node,
    fn: asStepCode(call),
    acceptsClasses: classesOf(options.accepts),
    emitsClasses: classesOf(options.emits),
    emitTypes: new Set(node.emits),
    ...(options.retry === undefined ? {} : { retry: options.retry }),
    ...(options.resources === undefined ? {} : { resources: options.resources }),
  });
}

function nodeOf(name: string, { options, recovers, emitsAny }: StepRegistration): StepNode {
  const { accepts, emits, workers = DEFAULT_WORKERS, timeoutMs, retry, resources, acceptSubclasses = false } = options;
  return {
    name,
    input: inputOf(accepts),
    accepts: classesOf(accepts).map(eventTypeOf),
    acceptSubclasses,
    emits: classesOf(emits).map(eventTypeOf),
    ...(emitsAny === true ? { emitsAny } : {}),
    workers,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retry?.maxAttempts === undefined ? {} : { maxAttempts: retry.maxAttempts }),
    ...(recovers === undefined ? {} : { recovers }),
    ...(resources === undefined ? {} : { resources: Object.keys(resources) }),
  };
}

function inputOf(accepts: StepOptions["accepts"]): StepNode["input"] {
  if (!("kind" in accepts) || typeof accepts === "function") return { kind: "event" };
  if (accepts.kind === "joinOf") return { kind: "joinOf" };
  return { kind: "collect", ...(accepts.take === undefined ? {} : { take: accepts.take }) };
}

function duplicateStep(name: string): Problem {
  return {
    code: "STEP_NAME_DUPLICATE",
    message: `Two steps are called ${name}.`,
    names: [name],
    hint: "Rename one, or give it a name option.",
  };
}

function missingName(index: number): Problem {
  return {
    code: "STEP_NAME_MISSING",
    message: `The step added as number ${index + 1} has no name.`,
    names: [],
    hint: "Pass a named function, assign the step to a public field, or give it a name option.",
  };
}

/** The engine hands a step what its `accepts` says, which its declaration was held against. */
function asStepCode(
  call: (input: never, context: never) => unknown,
): (input: unknown, context: StepContext) => unknown {
  return call as (input: unknown, context: StepContext) => unknown;
}

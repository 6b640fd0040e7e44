// `@step` and `@catchError`: one function each for both dialects of decorators, told apart by what they are called with.

import { OptionError } from "../errors/option-error.ts";
import type { StepFailedEvent } from "../event/system-events.ts";
import type { ResourceMap } from "./resource.ts";
import { markInstance, markMetadata, markMethod, markPrototype, type MethodKey } from "./decorated-methods.ts";
import type { CheckMethod, StepMethod } from "./step-check.ts";
import type { AcceptsOption, CatchErrorOptions, EmitsOption, NoResources, StepOptions } from "./step-options.ts";
import { registerRecovery, registerStep, type StepRegistration } from "./step-registration.ts";

/** What a standard decorator is told about the method. */
export interface MethodDecoratorContext {
  readonly kind: "method";
  readonly name: MethodKey;
  readonly static: boolean;
  readonly private: boolean;
  /** One object per class, where the compiler writes one. */
  readonly metadata?: object | undefined;
  addInitializer(initializer: (this: object) => void): void;
}

/** Decorates a method as a step, under standard decorators and under `experimentalDecorators`. */
export interface StepDecorator<Accepts extends AcceptsOption, Emits, Resources extends ResourceMap> {
  <Method extends StepMethod>(
    method: Method & CheckMethod<Method, Accepts, Emits, Resources>,
    context: MethodDecoratorContext,
  ): void;
  <Method extends StepMethod>(
    target: object,
    key: MethodKey,
    descriptor: TypedPropertyDescriptor<Method & CheckMethod<Method, Accepts, Emits, Resources>>,
  ): void;
}

/**
 * Makes a method of a workflow a step.
 *
 * @throws OptionError when an option cannot work, such as `workers: 0`.
 *
 * @example
 * ```ts
 * import { step, StartEvent, StopEvent, Workflow } from "stepscope";
 *
 * class Greet extends Workflow<{ name: string }, string> {
 *   @step({ accepts: StartEvent, emits: StopEvent })
 *   greet(ev: StartEvent<{ name: string }>) {
 *     return new StopEvent({ result: `Ahoy ${ev.name}` });
 *   }
 * }
 * console.log(await new Greet().run({ name: "Anne" }));
 * ```
 */
export function step<
  const Accepts extends AcceptsOption,
  const Emits extends EmitsOption,
  const Resources extends ResourceMap = NoResources,
>(options: StepOptions<Accepts, Emits, Resources>): StepDecorator<Accepts, Emits, Resources> {
  const registration = registerStep(options, "@step");
  return asDecorator((first, second, third) => decorate("@step", registration, { first, second, third }));
}

/**
 * Makes a method of a workflow the handler of steps that failed for good.
 *
 * @throws OptionError when an option cannot work, such as `maxRecoveries: 0`.
 *
 * @example
 * ```ts
 * import { catchError, step, StartEvent, StepFailedEvent, StopEvent, Workflow } from "stepscope";
 *
 * class Careful extends Workflow<{ url: string }, string> {
 *   @step({ accepts: StartEvent, emits: StopEvent })
 *   async load(ev: StartEvent<{ url: string }>) {
 *     const response = await fetch(ev.url);
 *     return new StopEvent({ result: await response.text() });
 *   }
 *
 *   @catchError({ steps: ["load"] })
 *   giveUp(failed: StepFailedEvent) {
 *     return new StopEvent({ result: `could not load: ${failed.error.message}` });
 *   }
 * }
 * console.log(new Careful().validate().length); // 0
 * ```
 */
export function catchError<
  const Emits extends EmitsOption | undefined = undefined,
  const Resources extends ResourceMap = NoResources,
>(
  options: CatchErrorOptions<Emits & EmitsOption, Resources> = {},
): StepDecorator<typeof StepFailedEvent, Emits, Resources> {
  const registration = registerRecovery(options, "@catchError");
  return asDecorator((first, second, third) => decorate("@catchError", registration, { first, second, third }));
}

interface DecoratorCall {
  /** The method (standard), or the prototype (experimental). */
  readonly first: unknown;
  /** The context (standard), or the key (experimental). */
  readonly second: unknown;
  readonly third: unknown;
}

function decorate(where: string, registration: StepRegistration, { first, second, third }: DecoratorCall): void {
  if (isMethodContext(second)) {
    if (typeof first !== "function") throw new OptionError(`${where}: its target`, "a method", first);
    decorateStandard(where, registration, { method: first, context: second });
  } else if (typeof first === "function") {
    throw new OptionError(`${where}: its target`, "a method of instances, not a static one", first);
  } else if (typeof first === "object" && first !== null && isKey(second) && isMethodDescriptor(third)) {
    markPrototype(first, second, registration);
  } else {
    throw new OptionError(`${where}: its target`, "a method", first);
  }
}

function decorateStandard(
  where: string,
  registration: StepRegistration,
  target: { readonly method: Function; readonly context: MethodDecoratorContext },
): void {
  const { method, context } = target;
  if (context.static) throw new OptionError(`${where}: its target`, "a method of instances, not a static one", method);
  markMethod(method, registration);
  const marked = context.private ? { registration, method } : { registration };
  if (context.metadata !== undefined) markMetadata(context.metadata, context.name, marked);
  context.addInitializer(function () {
    markInstance(this, context.name, marked);
  });
}

function isMethodContext(value: unknown): value is MethodDecoratorContext {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    value.kind === "method" &&
    "addInitializer" in value
  );
}

function isMethodDescriptor(value: unknown): boolean {
  return typeof value === "object" && value !== null && "value" in value && typeof value.value === "function";
}

function isKey(value: unknown): value is MethodKey {
  return typeof value === "string" || typeof value === "symbol";
}

/** Both dialects call the same function; the interface gives each its own signature. */
function asDecorator<Accepts extends AcceptsOption, Emits, Resources extends ResourceMap>(
  apply: (first: unknown, second: unknown, third?: unknown) => void,
): StepDecorator<Accepts, Emits, Resources> {
  return apply;
}

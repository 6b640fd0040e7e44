// The options of a step, and the types that hold a step's function against them.

import type { DynamicEventClass, EventClass, Branded } from "../event/event-class.ts";
import type { StartEvent } from "../event/start-event.ts";
import type { StopEvent, StopEventClass } from "../event/stop-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { GraphCheckCode } from "../errors/workflow-problem.ts";
import type { CollectInput, JoinInput } from "./join.ts";
import type { ResourceMap, ResourceValues } from "./resource.ts";
import type { RetryPolicy } from "./retry-policy.ts";
import type { InstancesOf, StepContext } from "./step-context.ts";

/** What a step can accept: a class, several, or a join. */
export type AcceptsOption = EventClass | readonly EventClass[] | CollectInput | JoinInput;

/** What a step can emit: a class, several, or none. */
export type EmitsOption = EventClass | readonly EventClass[];

/** Options of `step`. */
export interface StepOptions<
  Accepts extends AcceptsOption = AcceptsOption,
  Emits extends EmitsOption = EmitsOption,
  Resources extends ResourceMap = ResourceMap,
> {
  /** What it receives. */
  readonly accepts: Accepts;
  /** What it may emit; `[]` for a step that ends a branch. */
  readonly emits: Emits;
  /** Its name in records, drawings and messages. @default the method's, function's or field's name */
  readonly name?: string;
  /** Most executions at one time, within one run. @default 4 */
  readonly workers?: number;
  /** What to do when it throws. @default no retry */
  readonly retry?: RetryPolicy;
  /** Ms one attempt may take; waiting for an event does not count. @default no limit */
  readonly timeoutMs?: number;
  /** What it needs, as `ctx.resources`. @default nothing */
  readonly resources?: Resources;
  /** Graph checks to leave out for this step. @default none */
  readonly skipGraphChecks?: true | readonly GraphCheckCode[];
  /** Also accept events that extend the accepted classes. @default false */
  readonly acceptSubclasses?: boolean;
}

/** Options of `catchError`. */
export interface CatchErrorOptions<
  Emits extends EmitsOption = EmitsOption,
  Resources extends ResourceMap = ResourceMap,
> {
  /** The steps it covers. @default every step that no other handler covers */
  readonly steps?: readonly string[];
  /** How often it may act on one lineage of events. @default 1 */
  readonly maxRecoveries?: number;
  /** What it may emit. @default any event of the workflow */
  readonly emits?: Emits;
  readonly name?: string;
  readonly workers?: number;
  readonly timeoutMs?: number;
  readonly resources?: Resources;
  readonly skipGraphChecks?: true | readonly GraphCheckCode[];
}

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** What a function may give back that emits these events. */
export type StepReturn<Emitted extends WorkflowEvent> = Awaitable<
  void | undefined | null | Emitted | readonly Emitted[]
>;

/** The classes in an `emits` option. */
export type ClassesIn<Option> = Option extends readonly (infer Class)[] ? Class : Option;

/** The instance of a class that is emitted; the result of the untyped stop event is the workflow's. */
export type EmittedBy<Class, Output = unknown> = Class extends StopEventClass
  ? StopEvent<Output>
  : Class extends DynamicEventClass<infer Name, infer _Attributes>
    ? WorkflowEvent & Branded<Name>
    : Class extends EventClass<infer Instance>
      ? Instance
      : never;

/** The instance of a class that is accepted; the attributes of the untyped start event are the workflow's input. */
export type AcceptedOf<Class, Input extends object> =
  Class extends DynamicEventClass<"StartEvent", infer _Attributes>
    ? StartEvent<Input>
    : Class extends EventClass
      ? Class["prototype"]
      : never;

/** What a step's function receives for an `accepts` option. */
export type StepInputOf<Accepts, Input extends object> =
  Accepts extends CollectInput<infer Class>
    ? AcceptedOf<Class, Input>[]
    : Accepts extends JoinInput<infer Classes>
      ? InstancesOf<Classes>
      : AcceptedOf<ClassesIn<Accepts>, Input>;

/** The function of a step in a workflow whose types are known. */
export type StepFunction<Input, Context, Returned> = (event: Input, context: Context) => Returned;

/** The context of a step with these resources. */
export type ContextWith<State extends object, Resources extends ResourceMap> = StepContext<
  State,
  ResourceValues<Resources>
>;

/** What a recovery handler may give back: events it names, or any event when it names none. */
export type HandlerReturn<Emits extends EmitsOption, Output> = StepReturn<
  EmitsOption extends Emits ? WorkflowEvent : EmittedBy<ClassesIn<Emits>, Output>
>;

/** No resources. */
export type NoResources = Readonly<Record<never, never>>;

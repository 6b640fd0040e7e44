// Compile-time checks of a decorated method: what it takes against `accepts`, what it gives back against `emits`.

import type { Branded, DynamicEventClass, EventClass } from "../event/event-class.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { CollectInput, JoinInput } from "./join.ts";
import type { ResourceMap, ResourceValues } from "./resource.ts";
import type { InstancesOf, StepContext } from "./step-context.ts";
import type { AcceptsOption, ClassesIn, EmitsOption, EmittedBy, StepReturn } from "./step-options.ts";

/** Any method. */
export type StepMethod = (...parameters: never[]) => unknown;

/** What a compile error says when a method does not fit its options. */
export interface StepMismatch<Reason extends string, Got> {
  readonly error: Reason;
  readonly got: Got;
}

/** Gives `unknown` when the method fits, and a {@link StepMismatch} that it cannot satisfy otherwise. */
export type CheckMethod<
  Method extends StepMethod,
  Accepts extends AcceptsOption,
  Emits,
  Resources extends ResourceMap,
> =
  IsCovered<Accepts, ParameterAt<Parameters<Method>, 0>> extends true
    ? IsContextCovered<ParameterAt<Parameters<Method>, 1>, Resources> extends true
      ? [ReturnType<Method>] extends [StepReturn<Emitted<Emits>>]
        ? unknown
        : StepMismatch<"the method returns something that its `emits` does not name", ReturnType<Method>>
      : StepMismatch<
          "the method's context asks for resources that its options do not declare",
          ParameterAt<Parameters<Method>, 1>
        >
    : StepMismatch<
        "the method's first parameter does not cover what its `accepts` names",
        ParameterAt<Parameters<Method>, 0>
      >;

/** The parameter at an index; `unknown` when the method takes fewer. */
type ParameterAt<List extends readonly unknown[], Index extends 0 | 1> = List extends readonly []
  ? unknown
  : Index extends 0
    ? List[0]
    : List extends readonly [unknown, infer Second, ...unknown[]]
      ? Second
      : unknown;

/** The events an `emits` option allows; none given (recovery handlers) allows any. */
type Emitted<Emits> = [Emits] extends [EmitsOption] ? EmittedBy<ClassesIn<Emits>> : WorkflowEvent;

type IsCovered<Accepts, Parameter> =
  Accepts extends CollectInput<infer Class>
    ? Class["prototype"][] extends Parameter
      ? true
      : false
    : Accepts extends JoinInput<infer Classes>
      ? InstancesOf<Classes> extends Parameter
        ? true
        : false
      : [Uncovered<ClassesIn<Accepts>, Parameter>] extends [never]
        ? true
        : false;

/** The classes whose instances the parameter does not take. */
type Uncovered<Class, Parameter> =
  Class extends DynamicEventClass<infer Name, infer Attributes>
    ? [Extract<Parameter, Branded<Name>>] extends [never]
      ? WorkflowEvent & Branded<Name> extends Parameter
        ? never
        : Class
      : Attributes extends object
        ? never
        : Class
    : Class extends EventClass<infer Instance>
      ? Instance extends Parameter
        ? never
        : Class
      : Class;

type IsContextCovered<Context, Resources extends ResourceMap> =
  Context extends StepContext<infer _State, infer Wanted>
    ? ResourceValues<Resources> extends Wanted
      ? true
      : false
    : unknown extends Context
      ? true
      : false;

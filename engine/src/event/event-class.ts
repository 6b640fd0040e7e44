// The types of event classes and their instances.

import type { EventDefinition } from "./event-definition.ts";
import type { EVENT_BRAND, EVENT_DEFINITION, WorkflowEvent } from "./workflow-event.ts";

/** Exists for the compiler only: marks classes whose instances have free attributes. */
declare const FREE_ATTRIBUTES: unique symbol;

/** Exists for the compiler only: marks the untyped stop event. */
export declare const UNTYPED_STOP: unique symbol;

/** Any event class: what `accepts`, `emits`, `waitForEvent` and `collectEvents` take. */
export interface EventClass<Instance extends WorkflowEvent = WorkflowEvent> {
  new (payload: never): Instance;
  readonly prototype: Instance;
  readonly name: string;
  readonly [EVENT_DEFINITION]: EventDefinition | undefined;
}

/** Carries the names an event answers to. A wide `string` cannot tell two events apart, so it brands nothing. */
export interface Branded<Name extends string> {
  readonly [EVENT_BRAND]: string extends Name ? object : { readonly [K in Name]: true };
}

/** Payload as arguments: optional when every field is. */
export type PayloadArguments<Input> = Record<never, never> extends Input ? [payload?: Input] : [payload: Input];

/** The class that `defineEvent` gives. */
export interface DefinedEventClass<
  Name extends string,
  Input,
  Output extends object,
  Parent extends WorkflowEvent = WorkflowEvent,
> {
  new (...payload: PayloadArguments<Input>): Parent & Branded<Name> & Readonly<Output>;
  readonly prototype: Parent & Branded<Name> & Readonly<Output>;
  readonly name: string;
  readonly [EVENT_DEFINITION]: EventDefinition;
}

/** Reads of an event whose attributes are free. */
export interface AttributeReader<Attributes extends object> {
  /** The attribute, or the fallback when it is missing. */
  get<Key extends keyof Attributes & string>(name: Key): Attributes[Key];
  get<Key extends keyof Attributes & string, Fallback>(
    name: Key,
    fallback: Fallback,
  ): NonNullable<Attributes[Key]> | Fallback;
  get(name: string, fallback?: unknown): unknown;
  /** The attribute. @throws EventUsageError when it is missing. */
  require<Key extends keyof Attributes & string>(name: Key): NonNullable<Attributes[Key]>;
  require(name: string): unknown;
}

/** The readers that no attribute of the same name hides. */
type VisibleReader<Attributes extends object> = string extends keyof Attributes
  ? AttributeReader<Attributes>
  : Omit<AttributeReader<Attributes>, keyof Attributes>;

/** An event with free attributes. */
export type DynamicEvent<Name extends string, Attributes extends object> = WorkflowEvent &
  Branded<Name> &
  VisibleReader<Attributes> &
  Readonly<Attributes>;

/** A class of events with free attributes. */
export interface DynamicEventClass<Name extends string, Attributes extends object> {
  new <Given extends object = Attributes>(...attributes: PayloadArguments<Given>): DynamicEvent<Name, Given>;
  readonly prototype: DynamicEvent<Name, Attributes>;
  readonly name: string;
  readonly [EVENT_DEFINITION]: EventDefinition;

  /** For the compiler: every instance of this name is covered, whatever its attributes. */
  readonly [FREE_ATTRIBUTES]: Name;
}

// Fan-in by type: what a step says in `accepts` to receive several events at once.

import { OptionError } from "../errors/option-error.ts";
import type { EventClass } from "../event/event-class.ts";
import { isEventClass } from "../event/event-identity.ts";

/** Options of `collect`. */
export interface CollectOptions {
  /** Fire at so many events, or with fewer when the fan-out closes. @default all of them */
  readonly take?: number;
}

/** A step's input: the list of a fan-out's results. */
export interface CollectInput<Class extends EventClass = EventClass> {
  readonly kind: "collect";
  readonly classes: readonly Class[];
  readonly take?: number;
}

/** A step's input: one event of each class. */
export interface JoinInput<Classes extends readonly EventClass[] = readonly EventClass[]> {
  readonly kind: "joinOf";
  readonly classes: Classes;
}

/**
 * Lets a step receive, once per fan-out, the list of all its results, in the order of the branches.
 *
 * @throws OptionError when no class is given, or `take` is not a whole number from 1.
 *
 * @example
 * ```ts
 * import { collect, defineEvent, StartEvent, StopEvent, type, Workflow } from "stepscope";
 *
 * class Part extends defineEvent("Part", type<{ n: number }>()) {}
 * class Done extends defineEvent("Done", type<{ n: number }>()) {}
 *
 * const flow = new Workflow<{ count: number }, number>({ name: "sum" });
 * flow.step({ accepts: StartEvent, emits: Part }, function split(ev) {
 *   return Array.from({ length: ev.count }, (_, n) => new Part({ n }));
 * });
 * flow.step({ accepts: Part, emits: Done }, function double(ev) {
 *   return new Done({ n: ev.n * 2 });
 * });
 * flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
 *   return new StopEvent({ result: all.reduce((total, { n }) => total + n, 0) });
 * });
 * ```
 */
export function collect<Class extends EventClass>(
  classes: Class | readonly Class[],
  options: CollectOptions = {},
): CollectInput<Class> {
  const list = listClasses("collect", isList(classes) ? classes : [classes]);
  const { take } = options;
  if (take !== undefined && (!Number.isInteger(take) || take < 1))
    throw new OptionError("collect: take", "a whole number from 1", take);
  return Object.freeze({ kind: "collect", classes: list, ...(take === undefined ? {} : { take }) });
}

/**
 * Lets a step receive one event of each class, as a tuple in this order; the oldest of each first.
 *
 * @throws OptionError when fewer than two classes are given.
 *
 * @example
 * ```ts
 * import { defineEvent, joinOf, type } from "stepscope";
 *
 * class Price extends defineEvent("Price", type<{ euros: number }>()) {}
 * class Stock extends defineEvent("Stock", type<{ count: number }>()) {}
 *
 * const input = joinOf(Price, Stock);
 * console.log(input.classes.length); // 2
 * ```
 */
export function joinOf<const Classes extends readonly EventClass[]>(...classes: Classes): JoinInput<Classes> {
  listClasses("joinOf", classes);
  if (classes.length < 2) throw new OptionError("joinOf: classes", "two event classes or more", classes);
  return Object.freeze({ kind: "joinOf", classes });
}

function listClasses<Class extends EventClass>(where: string, classes: readonly Class[]): readonly Class[] {
  if (classes.length === 0) throw new OptionError(`${where}: classes`, "at least one event class", classes);
  const bad = classes.find((candidate) => !isEventClass(candidate));
  if (bad !== undefined) throw new OptionError(`${where}: classes`, "event classes made with defineEvent", bad);
  return classes;
}

function isList<Class>(classes: Class | readonly Class[]): classes is readonly Class[] {
  return Array.isArray(classes);
}

// What is known of a step before its workflow is used: its options and its code.

import { OptionError } from "../errors/option-error.ts";
import { GRAPH_CHECK_CODES } from "../errors/workflow-problem.ts";
import { isEventClass } from "../event/event-identity.ts";
import { StepFailedEvent } from "../event/system-events.ts";
import type { EventClass } from "../event/event-class.ts";
import type { AcceptsOption, CatchErrorOptions, EmitsOption, StepOptions } from "./step-options.ts";

/** A registered step. Its name may still be unknown: a field's name is seen at first use. */
export interface StepRegistration {
  readonly options: StepOptions;
  /** Set on recovery handlers. */
  readonly recovers?: { readonly steps: readonly string[] | "*"; readonly maxRecoveries: number };
  /** The handler named no events: it may emit any. */
  readonly emitsAny?: boolean;
}

/** Default number of executions of a step at one time. */
export const DEFAULT_WORKERS = 4;

/** Checks the options of a step. @throws OptionError at the first bad one. */
export function registerStep(options: StepOptions, where: string): StepRegistration {
  checkOptions(options, where);
  return { options };
}

/** Checks the options of a recovery handler. @throws OptionError at the first bad one. */
export function registerRecovery(options: CatchErrorOptions, where: string): StepRegistration {
  const { steps, maxRecoveries = 1, emits, ...rest } = options;
  if (!Number.isInteger(maxRecoveries) || maxRecoveries < 1) {
    throw new OptionError(`${where}: maxRecoveries`, "a whole number from 1", maxRecoveries);
  }
  if (
    steps !== undefined &&
    (!Array.isArray(steps) || steps.length === 0 || steps.some((name) => typeof name !== "string"))
  ) {
    throw new OptionError(`${where}: steps`, "a list of step names that is not empty", steps);
  }
  const full: StepOptions = { ...rest, accepts: StepFailedEvent, emits: emits ?? [] };
  checkOptions(full, where);
  return {
    options: full,
    recovers: { steps: steps ?? "*", maxRecoveries },
    ...(emits === undefined ? { emitsAny: true } : {}),
  };
}

/** The classes behind an `accepts` or `emits` option. */
export function classesOf(option: AcceptsOption | EmitsOption): readonly EventClass[] {
  if (isClassList(option)) return option;
  return "kind" in option && !isEventClass(option) ? option.classes : isEventClass(option) ? [option] : [];
}

function checkOptions(options: StepOptions, where: string): void {
  if (typeof options !== "object" || options === null)
    throw new OptionError(`${where}: the options`, "an object with accepts and emits", options);
  const { accepts, emits, workers, timeoutMs, name, resources } = options;
  checkClasses(where, "accepts", accepts);
  if (classesOf(accepts).length === 0)
    throw new OptionError(`${where}: accepts`, "an event class, a list of them, collect(…) or joinOf(…)", accepts);
  checkClasses(where, "emits", emits);
  if (workers !== undefined && (!Number.isInteger(workers) || workers < 1))
    throw new OptionError(`${where}: workers`, "a whole number from 1", workers);
  if (timeoutMs !== undefined && !(timeoutMs > 0))
    throw new OptionError(`${where}: timeoutMs`, "a number of milliseconds above 0", timeoutMs);
  if (name !== undefined && (typeof name !== "string" || name === ""))
    throw new OptionError(`${where}: name`, "a text that is not empty", name);
  for (const [key, resource] of Object.entries(resources ?? {})) {
    if (typeof resource?.factory !== "function")
      throw new OptionError(`${where}: resources.${key}`, "made with resource(…)", resource);
  }
  checkPolicies(options, where);
}

function checkPolicies({ retry, acceptSubclasses, skipGraphChecks }: StepOptions, where: string): void {
  if (retry !== undefined && typeof retry?.decide !== "function")
    throw new OptionError(`${where}: retry`, "made with retryPolicy(…)", retry);
  if (acceptSubclasses !== undefined && typeof acceptSubclasses !== "boolean")
    throw new OptionError(`${where}: acceptSubclasses`, "true or false", acceptSubclasses);
  checkSkips(skipGraphChecks, where);
}

/** @throws OptionError when something is to be left out that is no graph check. */
export function checkSkips(skips: unknown, where: string): void {
  if (skips === undefined || typeof skips === "boolean") return;
  const codes: readonly string[] = GRAPH_CHECK_CODES;
  const isList = Array.isArray(skips);
  const bad: unknown = isList ? skips.find((code) => !codes.includes(code)) : skips;
  if (isList && bad === undefined) return;
  throw new OptionError(`${where}: skipGraphChecks`, `true, or a list of ${codes.join(", ")}`, bad);
}

function checkClasses(where: string, option: string, given: AcceptsOption | EmitsOption): void {
  const isJoin = typeof given === "object" && given !== null && "kind" in given;
  const list: readonly unknown[] = isJoin ? given.classes : Array.isArray(given) ? given : [given];
  const bad = list.find((candidate) => !isEventClass(candidate));
  if (bad !== undefined || (list.length === 1 && list[0] === undefined)) {
    throw new OptionError(`${where}: ${option}`, "event classes made with defineEvent (one, or a list)", bad);
  }
}

function isClassList(option: AcceptsOption | EmitsOption): option is readonly EventClass[] {
  return Array.isArray(option);
}

// Checks what a step gives out: events, of declared classes, to steps that accept them.

import { EventUsageError } from "../errors/event-errors.ts";
import { EventNotDeclaredError, StepReturnError, StepUnknownError } from "../errors/run-errors.ts";
import { definitionOf, isEvent } from "../event/event-identity.ts";
import type { EventDefinition } from "../event/event-definition.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { StepDefinition } from "../workflow/definition.ts";
import { routeOf } from "./routing-table.ts";
import type { RunState } from "./run-state.ts";

/** The events in what a step returned. @throws StepReturnError, EventNotDeclaredError */
export function returnedEvents(step: StepDefinition, returned: unknown): readonly WorkflowEvent[] {
  if (returned === undefined || returned === null) return NOTHING;
  if (isEvent(returned)) {
    checkDeclared(step, returned);
    return [returned];
  }
  if (!Array.isArray(returned)) throw new StepReturnError(step.node.name, describe(returned), step.node.emits);
  const events: WorkflowEvent[] = [];
  returned.forEach((item: unknown, index) => {
    if (!isEvent(item))
      throw new StepReturnError(step.node.name, `a list whose item ${index} is ${describe(item)}`, step.node.emits);
    checkDeclared(step, item);
    events.push(item);
  });
  return events;
}

const NOTHING: readonly WorkflowEvent[] = [];

/** @throws EventNotDeclaredError */
export function checkDeclared(step: StepDefinition, event: WorkflowEvent): void {
  const definition = definitionOf(event);
  if (step.emitTypes.has(definition.type) || step.node.emitsAny === true) return;
  for (let parent: EventDefinition | undefined = definition.parent; parent !== undefined; parent = parent.parent) {
    if (step.emitTypes.has(parent.type)) return;
  }
  throw new EventNotDeclaredError(step.node.name, definition.type, step.node.emits);
}

/** @throws EventUsageError when it is no event. */
export function checkEvent(event: unknown, where: string): asserts event is WorkflowEvent {
  if (isEvent(event)) return;
  throw new EventUsageError(
    `${where} was given ${describe(event)}, which is no event. Make one with new on an event class: new MyEvent({ … }).`,
  );
}

/** @throws StepUnknownError when the workflow has no such step, or it does not take this event. */
export function checkTarget(state: RunState, event: WorkflowEvent, target: string | undefined): void {
  if (target === undefined) return;
  const step = state.steps.get(target);
  const { type, role } = definitionOf(event);
  if (step === undefined) {
    const names = [...state.steps.keys()].join(", ");
    throw new StepUnknownError(
      `${state.graph.name} has no step ${target}, so it cannot receive ${type}. Its steps are ${names}.`,
      { target, type },
    );
  }
  const { targets, lineage } = routeOf(state.routing, type);
  const accepts = targets.some((index) => state.stepList[index] === step);
  const isWaitedFor = [...state.waiters.values()].some(
    (waiter) => waiter.step === target && lineage.includes(waiter.eventType),
  );
  // A response may come before the step asks for it.
  if (accepts || isWaitedFor || role === "humanResponse") return;
  throw new StepUnknownError(
    `The step ${target} does not accept ${type} and is not waiting for it; it accepts ${step.node.accepts.join(", ")}. Send it without a target, or to a step that accepts it.`,
    { target, type },
  );
}

function describe(value: unknown): string {
  if (typeof value === "string")
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (typeof value === "function")
    return value.name === "" ? "a function" : `the function ${value.name} (did you forget new?)`;
  if (Array.isArray(value)) return "a list";
  if (value === undefined) return "undefined";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null)
    return `the ${value === null ? "value" : typeof value} ${typeof value === "bigint" ? value.toString() : JSON.stringify(value)}`;
  const constructor: unknown = Reflect.get(value, "constructor");
  return typeof constructor === "function" && constructor !== Object && constructor.name !== ""
    ? `an instance of ${constructor.name}`
    : "a plain object";
}

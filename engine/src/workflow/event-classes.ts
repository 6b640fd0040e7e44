// The event classes of a workflow: which it uses, which begins and ends its runs, and what they are as data.

import type { Json } from "../codec/encoded-value.ts";
import type { Problem } from "../errors/workflow-problem.ts";
import type { EventClass } from "../event/event-class.ts";
import type { EventDefinition } from "../event/event-definition.ts";
import { definitionOf, eventTypeOf } from "../event/event-identity.ts";
import { StopEvent } from "../event/stop-event.ts";
import type { EventNode } from "../graph/workflow-graph.ts";
import type { StepDefinition } from "./definition.ts";

/** What the steps' classes say about the workflow. */
export interface CollectedClasses {
  readonly eventClasses: ReadonlyMap<string, EventClass>;
  readonly nodes: readonly EventNode[];
  readonly startClass: EventClass | undefined;
  readonly stopClass: EventClass | undefined;
  readonly isStopTyped: boolean;
  readonly problems: readonly Problem[];
}

/** Collects the classes that steps accept and emit, in the order in which they are first named. */
export function collectEventClasses(steps: readonly StepDefinition[]): CollectedClasses {
  const eventClasses = new Map<string, EventClass>();
  const problems = new Map<string, Problem>();
  for (const { acceptsClasses, emitsClasses } of steps) {
    for (const eventClass of [...acceptsClasses, ...emitsClasses]) {
      const type = eventTypeOf(eventClass);
      const known = eventClasses.get(type);
      if (known === undefined || extendsClass(eventClass, known)) eventClasses.set(type, eventClass);
      else if (!isSameEvent(eventClass, known)) problems.set(type, duplicateEvent(type));
    }
  }
  const starts = classesWithRole(
    steps.flatMap(({ acceptsClasses }) => acceptsClasses),
    "start",
  );
  const stops = classesWithRole(
    steps.flatMap(({ emitsClasses }) => emitsClasses),
    "stop",
  );
  const stopClass = stops.length === 0 ? undefined : eventClasses.get(eventTypeOf(stops[0] ?? StopEvent));
  return {
    eventClasses,
    nodes: Array.from(eventClasses.values(), eventNode),
    startClass: starts[0] === undefined ? undefined : eventClasses.get(eventTypeOf(starts[0])),
    stopClass,
    isStopTyped: stopClass !== undefined && definitionOf(stopClass) !== definitionOf(StopEvent),
    problems: [...problems.values()],
  };
}

/** An event class as a node of the graph. */
export function eventNode(eventClass: EventClass): EventNode {
  const definition = definitionOf(eventClass);
  const { type, role, parent, sensitive } = definition;
  const schema = jsonSchemaOf(definition);
  return Object.freeze({
    type,
    role,
    ...(parent === undefined ? {} : { parent: parent.type }),
    ...(schema === undefined ? {} : { schema }),
    ...(sensitive.length === 0 ? {} : { sensitive }),
  });
}

/** JSON Schema of the payload, where the schema library offers one. */
function jsonSchemaOf({ schema }: EventDefinition): Json | undefined {
  if (schema === undefined) return undefined;
  const standard: object = schema["~standard"];
  if (!("jsonSchema" in standard) || typeof standard.jsonSchema !== "object" || standard.jsonSchema === null)
    return undefined;
  const output: unknown = Reflect.get(standard.jsonSchema, "output");
  if (typeof output !== "function") return undefined;
  try {
    const text = JSON.stringify(Reflect.apply(output, standard.jsonSchema, [{ target: "draft-2020-12" }]));
    return parseJson(text);
  } catch {
    // A schema with transforms or custom checks may have no JSON form.
    return undefined;
  }
}

function parseJson(text: string): Json {
  return JSON.parse(text) as Json;
}

/** One class per event: a class and the one it was made from are one event. */
function classesWithRole(classes: readonly EventClass[], role: EventDefinition["role"]): readonly EventClass[] {
  return classes.filter((eventClass) => definitionOf(eventClass).role === role);
}

function isSameEvent(left: EventClass, right: EventClass): boolean {
  return definitionOf(left) === definitionOf(right);
}

/** Whether a class is another one's heir under the same name: `class X extends defineEvent("X")`. */
function extendsClass(eventClass: EventClass, known: EventClass): boolean {
  return isSameEvent(eventClass, known) && Object.prototype.isPrototypeOf.call(known, eventClass);
}

function duplicateEvent(type: string): Problem {
  return {
    code: "EVENT_NAME_DUPLICATE",
    message: `Two event classes are called ${type}.`,
    names: [type],
    hint: "Give each defineEvent its own name; events are told apart by it in storage.",
  };
}

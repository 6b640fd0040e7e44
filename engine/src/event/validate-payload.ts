// Checks a payload against its event's schema, and its ancestors', before the event exists.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { EventUsageError, EventValidationError, type PayloadIssue } from "../errors/event-errors.ts";
import type { EventDefinition } from "./event-definition.ts";
import type { PayloadSchema } from "./schema.ts";

/**
 * Gives the fields an event gets: what the schemas return, or the payload itself where there is none.
 *
 * @throws EventValidationError with the issues of the schema and their paths.
 */
export function validatePayload(definition: EventDefinition, payload: unknown): object {
  const given = payload ?? {};
  if (typeof given !== "object" || Array.isArray(given)) {
    throw new EventValidationError(definition.type, [
      { path: "", message: `the payload must be an object, not ${nameKind(given)}` },
    ]);
  }
  const { schema, parent } = definition;
  const own = schema === undefined ? given : applySchema(definition.type, schema, given);
  return parent === undefined ? own : { ...validatePayload({ ...parent, type: definition.type }, given), ...own };
}

function applySchema(eventType: string, schema: PayloadSchema, payload: object): object {
  const result = schema["~standard"].validate(payload);
  if (result instanceof Promise) {
    result.catch(() => undefined);
    throw new EventUsageError(
      `The schema of ${eventType} validates asynchronously, but an event is made at once. Validate before you make the event, and give defineEvent a synchronous schema.`,
      {
        eventType,
      },
    );
  }
  if (result.issues !== undefined) throw new EventValidationError(eventType, result.issues.map(readIssue));
  const output: unknown = result.value;
  if (typeof output === "object" && output !== null && !Array.isArray(output)) return output;
  throw new EventValidationError(eventType, [
    { path: "", message: `the schema must give an object, not ${nameKind(output)}` },
  ]);
}

function readIssue(issue: StandardSchemaV1.Issue): PayloadIssue {
  let path = "";
  for (const segment of issue.path ?? []) {
    const key = typeof segment === "object" ? segment.key : segment;
    if (typeof key === "number") path += `[${key}]`;
    else path += path === "" ? String(key) : `.${String(key)}`;
  }
  return { message: issue.message, path };
}

function nameKind(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}

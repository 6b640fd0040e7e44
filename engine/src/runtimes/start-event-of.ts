// The start event of a run, from what the caller passed.

import { OptionError } from "../errors/option-error.ts";
import { EventValidationError } from "../errors/event-errors.ts";
import { definitionOf, isEvent } from "../event/event-identity.ts";
import { StartEvent } from "../event/start-event.ts";
import { WorkflowEvent } from "../event/workflow-event.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";

/** @throws OptionError, EventValidationError when the input cannot begin this workflow. */
export function startEventOf(workflow: LaunchableWorkflow, input: unknown): WorkflowEvent {
  const startClass = workflow.definition().startClass ?? StartEvent;
  const where = `${workflow.name}.run: the input`;
  if (isEvent(input)) {
    if (definitionOf(input) === definitionOf(startClass)) return input;
    throw new OptionError(where, `a ${definitionOf(startClass).type}, or its attributes`, input);
  }
  if (input !== undefined && (typeof input !== "object" || input === null || Array.isArray(input))) {
    throw new OptionError(where, "an object with the attributes of its start event", input);
  }
  const event: unknown = Reflect.construct(startClass, [input ?? {}]);
  if (event instanceof WorkflowEvent) return event;
  throw new EventValidationError(workflow.name, [{ path: "", message: "its start event class made no event" }]);
}

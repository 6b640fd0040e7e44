// Errors of a workflow's definition and of what it depends on.

import { StepscopeError, type ErrorDetails } from "./stepscope-error.ts";
import type { Problem } from "./workflow-problem.ts";

/**
 * A workflow cannot run as it is defined; `problems` lists everything that is wrong.
 *
 * @example
 * ```ts
 * import { WorkflowValidationError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof WorkflowValidationError ? error.problems.map(({ code, names }) => `${code} ${names.join(" ")}`).join("\n") : undefined;
 * }
 * ```
 */
export class WorkflowValidationError extends StepscopeError {
  readonly problems: readonly Problem[];

  constructor(workflow: string, problems: readonly Problem[]) {
    const lines = problems.map(({ code, message, hint }) => `\n  - ${message} ${hint} (${code})`);
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super("WORKFLOW_INVALID", `The workflow ${workflow} cannot run: ${count} in its definition.${lines.join("")}`, {
      details: { workflow, problems },
    });
    this.problems = problems;
  }
}

/**
 * A workflow was changed after its first use.
 *
 * @example
 * ```ts
 * import { WorkflowFrozenError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof WorkflowFrozenError ? error.message : undefined;
 * }
 * ```
 */
export class WorkflowFrozenError extends StepscopeError {
  constructor(workflow: string) {
    super(
      "WORKFLOW_FROZEN",
      `The workflow ${workflow} has been run, validated or drawn, so it takes no more steps. Add every step before its first use, or make another workflow.`,
      { details: { workflow } },
    );
  }
}

/**
 * A resource cannot be made.
 *
 * @example
 * ```ts
 * import { ResourceError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof ResourceError ? error.message : undefined;
 * }
 * ```
 */
export class ResourceError extends StepscopeError {
  constructor(message: string, details: ErrorDetails) {
    super("RESOURCE_CIRCULAR", message, { details });
  }
}

/**
 * Something is missing that only a running engine has.
 *
 * @example
 * ```ts
 * import { EngineMissingError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof EngineMissingError ? error.message : undefined;
 * }
 * ```
 */
export class EngineMissingError extends StepscopeError {
  constructor() {
    super(
      "ENGINE_MISSING",
      'No engine is loaded, so nothing can run. Import workflows from "stepscope", not from one of its inner files.',
    );
  }
}

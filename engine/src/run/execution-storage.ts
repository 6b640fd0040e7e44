// Which execution the current code belongs to, followed through promises, timers and callbacks.

import { AsyncLocalStorage } from "node:async_hooks";
import type { StepContext } from "../workflow/step-context.ts";
import { setExecutionScopeSource, type ExecutionScope } from "../trace/execution-scope.ts";

/** Holds the execution of the code that runs. */
export const executionStorage = new AsyncLocalStorage<ExecutionScope | undefined>();

setExecutionScopeSource({ currentScope: () => executionStorage.getStore() });

/** Code that can be called in the scope of an execution. */
export interface ScopedCall extends ExecutionScope {
  readonly definition: { readonly fn: (input: unknown, context: StepContext) => unknown };
}

/** Calls a step's code in its scope, inside a context that whoever calls this puts back: half the cost of `run`. */
export function callInScope(scope: ScopedCall, input: unknown, context: StepContext): unknown {
  executionStorage.enterWith(scope);
  return scope.definition.fn(input, context);
}

// Which execution the current code belongs to, followed through promises, timers and callbacks.

import { AsyncLocalStorage } from "node:async_hooks";
import { setExecutionScopeSource, type ExecutionScope } from "../trace/execution-scope.ts";

/** Holds the execution of the code that runs. */
export const executionStorage = new AsyncLocalStorage<ExecutionScope | undefined>();

setExecutionScopeSource({ currentScope: () => executionStorage.getStore() });

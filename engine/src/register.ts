/** `node --import stepscope/register app.js`: observes the runs of an application, and traces the model clients it imports. */
import { isMainThread } from "node:worker_threads";

import { traceImportedClients } from "./observe/client-modules.ts";
import { observe } from "./observe/observe.ts";

// Threads inherit the arguments of the process; one observation is enough.
if (isMainThread) {
  traceImportedClients();
  observe();
}

/** `node --import stepscope/register app.js`: observes the runs of an application, and traces the model clients it imports. */
import { traceImportedClients } from "./observe/client-modules.ts";
import { observe } from "./observe/observe.ts";

traceImportedClients();
observe();

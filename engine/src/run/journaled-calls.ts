// Calls whose outcome is written down: work that happens once, and child runs.

import { decode } from "../codec/decode.ts";
import { encode } from "../codec/encode.ts";
import { OptionError } from "../errors/option-error.ts";
import { TERMINAL_STATUSES } from "../trace/run-status.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { LiveExecution } from "./live-execution.ts";

/** Calls of one attempt that are under way, so that two at a time share one. */
const pending = new WeakMap<LiveExecution, Map<string, Promise<unknown>>>();

/** Runs work and journals its result; a repeat gets the recorded result. */
export function callOnce<Result>(
  live: LiveExecution,
  key: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  if (typeof key !== "string" || key === "") throw new OptionError("ctx.once: key", "a text that is not empty", key);
  if (typeof work !== "function") throw new OptionError("ctx.once: the second argument", "a function", work);
  const calls = pending.get(live) ?? new Map<string, Promise<unknown>>();
  pending.set(live, calls);
  const known = calls.get(key);
  if (known !== undefined) return asResult<Result>(known);
  const call = performOnce(live, key, work);
  calls.set(key, call);
  // A call that failed may be made again by the same code.
  call.catch(() => calls.delete(key));
  return call;
}

async function performOnce<Result>(
  live: LiveExecution,
  key: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const { host, execution } = live;
  const stored = execution.once?.get(key);
  if (stored !== undefined) return asValue<Result>(decode(stored, host.book.decoding));
  const result = await work();
  const value = encode(result, `once ${key}`);
  if (live.isOver) return result;
  const { id: executionId, step } = execution;
  host.commit([{ kind: "once.stored", data: { executionId, step, key, value } }]);
  await host.durable();
  return result;
}

/** Runs a child to its end; it is cancelled with its parent. */
export function runChild<Output>(live: LiveExecution, workflow: LaunchableWorkflow, input: unknown): Promise<Output> {
  const child = performChild<Output>(live, workflow, input);
  // Its failure is told by its own records, also when the step does not await it.
  child.catch(() => undefined);
  return child;
}

async function performChild<Output>(
  live: LiveExecution,
  workflow: LaunchableWorkflow,
  input: unknown,
): Promise<Output> {
  const { host, execution } = live;
  const { id: executionId, step } = execution;
  const handler = host.launchChild({ workflow, input, executionId, signal: live.signal });
  const childRunId = handler.runId;
  live.record({ kind: "child.started", data: { executionId, step, childRunId, workflow: workflow.name } });
  try {
    return asValue<Output>(await handler.result());
  } finally {
    const status = handler.status();
    const outcome = TERMINAL_STATUSES.find((one) => one === status) ?? "failed";
    live.record({ kind: "child.completed", data: { executionId, step, childRunId, outcome } });
  }
}

/** What was stored under this key is what this call gave. */
function asValue<T>(value: unknown): T {
  return value as T;
}

function asResult<T>(call: Promise<unknown>): Promise<T> {
  return call as Promise<T>;
}

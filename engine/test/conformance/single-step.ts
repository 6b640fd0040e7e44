// What the conformance tests share: a workflow of one step, a step that only an abort ends, a whole stream.

import {
  StartEvent,
  StopEvent,
  Workflow,
  type Context,
  type RunHandler,
  type WorkflowEvent,
  type WorkflowOptions,
} from "../../src/index.ts";

/** A workflow of one step, whose result is the run's. */
export function single<Result>(
  code: (ctx: Context) => Promise<Result> | Result,
  options: WorkflowOptions = {},
): Workflow<object, Result> {
  const flow = new Workflow<object, Result>({ name: "single", ...options });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function only(_ev, ctx) {
    return new StopEvent({ result: await code(ctx) });
  });
  return flow;
}

/** Ends when the step is aborted, and not before. */
export const untilAborted = (ctx: Context): Promise<never> =>
  new Promise((_resolve, reject) =>
    ctx.signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true }),
  );

/** Everything a run's stream gives. */
export async function readAll(handler: RunHandler<unknown, object>, includeInternal = false): Promise<WorkflowEvent[]> {
  const events: WorkflowEvent[] = [];
  for await (const event of handler.stream({ includeInternal })) events.push(event);
  return events;
}

// "Writing durable workflows": a fan-out whose snapshots let another process finish it.

import {
  Context,
  StartEvent,
  StepStateChanged,
  StopEvent,
  Workflow,
  collect,
  defineEvent,
  resource,
  type Resource,
} from "stepscope";
import { z } from "zod";

/** The expensive, repeatable work. */
export interface ApiClient {
  enrich(itemId: number): Promise<string>;
}

export class WorkItem extends defineEvent("WorkItem", z.object({ itemId: z.number() })) {}
export class WorkDone extends defineEvent("WorkDone", z.object({ itemId: z.number(), result: z.string() })) {}

/** Where a snapshot is kept: a file, a database row. */
export interface Checkpoint {
  load(): string | undefined;
  save(snapshot: string): void;
}

/** Builds the workflow; the client is a resource, so no snapshot holds it. */
export function createEnrichBatch(makeClient: () => ApiClient) {
  const client: Resource<ApiClient> = resource(makeClient);
  const workflow = new Workflow<{ itemIds: number[] }, Record<string, string>>({ name: "enrich-batch" });
  workflow.step({ accepts: StartEvent, emits: WorkItem }, async function dispatch(ev) {
    return ev.itemIds.map((itemId) => new WorkItem({ itemId }));
  });
  workflow.step(
    { accepts: WorkItem, emits: WorkDone, workers: 8, resources: { client } },
    async function enrich(ev, ctx) {
      return new WorkDone({ itemId: ev.itemId, result: await ctx.resources.client.enrich(ev.itemId) });
    },
  );
  workflow.step({ accepts: collect(WorkDone), emits: StopEvent }, async function gather(events) {
    return new StopEvent({ result: Object.fromEntries(events.map((event) => [String(event.itemId), event.result])) });
  });
  return workflow;
}

/** Runs the batch, or goes on from its last checkpoint; saves one whenever an item is done. */
export async function runBatch(
  workflow: ReturnType<typeof createEnrichBatch>,
  options: { readonly itemIds: number[]; readonly checkpoint: Checkpoint; readonly signal?: AbortSignal },
): Promise<Record<string, string>> {
  const { itemIds, checkpoint, signal } = options;
  const saved = checkpoint.load();
  const stop = signal === undefined ? {} : { signal };
  const handler =
    saved === undefined
      ? workflow.run({ itemIds }, stop)
      : workflow.run(undefined, { context: Context.from(workflow, saved), ...stop });
  for await (const event of handler.stream({ includeInternal: true })) {
    const isItemDone = event instanceof StepStateChanged && event.step === "enrich" && event.state === "completed";
    // The stream may lag behind: a run that has been cancelled meanwhile has nothing left to go on with.
    if (isItemDone && handler.status() === "running") checkpoint.save(JSON.stringify(handler));
  }
  return handler.result();
}

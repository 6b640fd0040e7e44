// Replays a run in a worker: fetches its journal and folds it with the engine's own reducer.

import {
  type EncodedValue,
  type QueueContents,
  StateTimeline,
  type WorkflowGraph,
  queueContents,
  recordsOfText,
} from "stepscope/view";
import { journalLines } from "./journal-lines.ts";

/** What the page asks. */
export type ReplayRequest =
  | { readonly kind: "open"; readonly runId: string; readonly origin: string; readonly graph?: WorkflowGraph }
  | { readonly kind: "seek"; readonly seq: number; readonly lastSeq: number };

/** What the worker answers. */
export type ReplayAnswer =
  | {
      readonly kind: "state";
      readonly state: { readonly seq: number; readonly store: EncodedValue; readonly queue: QueueContents };
    }
  | { readonly kind: "failed"; readonly message: string };

interface OpenRun {
  readonly runId: string;
  readonly origin: string;
  readonly timeline: StateTimeline;
}

/** Folding pauses this often, so that a seek is answered in between. */
const SLICE_MS = 25;

let open: OpenRun | undefined;
let refusal: string | undefined;

/** Fetches what the timeline does not have, when it does not reach to `lastSeq`. */
async function load({ runId, origin, timeline }: OpenRun, lastSeq: number): Promise<void> {
  if (timeline.lastSeq >= lastSeq) return;
  const lines = journalLines({ runId, fromSeq: timeline.lastSeq + 1, origin });
  for await (const line of lines) timeline.append(recordsOfText(line));
}

/** Folds the rest in slices, so that later seeks are short. */
function prepareSoon(run: OpenRun): void {
  const started = performance.now();
  const isDone = run.timeline.prepare(() => performance.now() - started > SLICE_MS);
  if (!isDone) setTimeout(() => prepareSoon(run), 0);
}

async function answer(request: Extract<ReplayRequest, { readonly kind: "seek" }>): Promise<ReplayAnswer> {
  if (open === undefined) return { kind: "failed", message: refusal ?? "No run is open." };
  try {
    await load(open, request.lastSeq);
    const state = open.timeline.at(request.seq);
    const queue = queueContents(state, 60);
    const store = open.timeline.storeAt(request.seq);
    setTimeout(prepareSoon, 0, open);
    return { kind: "state", state: { seq: request.seq, store, queue } };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

globalThis.addEventListener("message", (event: MessageEvent<ReplayRequest>) => {
  const request = event.data;
  if (request.kind === "open") {
    refusal =
      request.graph === undefined
        ? "The definition this run was made with is not in the store, so its state cannot be replayed."
        : undefined;
    open =
      request.graph === undefined
        ? undefined
        : { runId: request.runId, origin: request.origin, timeline: new StateTimeline(request.graph, request.runId) };
    return;
  }
  answer(request).then(
    (result) => postMessage(result),
    (error: unknown) => postMessage({ kind: "failed", message: String(error) } satisfies ReplayAnswer),
  );
});

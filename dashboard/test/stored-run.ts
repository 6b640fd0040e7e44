// A run as the engine's own read model sees it, fetched through the dashboard's endpoints: what pages are held against.

import {
  RunFold,
  type RunRecord,
  type RunView,
  type StoredSpan,
  StateTimeline,
  type WorkflowGraph,
} from "stepscope/view";

/** Everything that is stored of a run, folded outside the browser. */
export interface StoredRun {
  readonly records: readonly RunRecord[];
  readonly view: RunView;
  readonly graph: WorkflowGraph;
  readonly timeline: StateTimeline;
}

async function json<Body>(url: string): Promise<Body> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as Body;
}

/** Fetches and folds a run. */
export async function storedRun(url: string, runId: string): Promise<StoredRun> {
  const records: RunRecord[] = [];
  for (let nextSeq: number | undefined = 1; nextSeq !== undefined;) {
    const chunk: { readonly records: readonly RunRecord[]; readonly nextSeq?: number } = await json(
      `${url}/api/runs/${runId}/records?from=${nextSeq}`,
    );
    records.push(...chunk.records);
    nextSeq = chunk.nextSeq;
  }
  const { graph } = await json<{ readonly graph: WorkflowGraph }>(`${url}/api/runs/${runId}`);
  const fold = new RunFold();
  fold.append(records);
  fold.appendSpans(await json<readonly StoredSpan[]>(`${url}/api/runs/${runId}/spans?after=0`));
  const view = fold.view();
  if (view === undefined) throw new Error(`Run ${runId} has no records.`);
  const timeline = new StateTimeline(graph, runId);
  timeline.append(records);
  return { records, view, graph, timeline };
}

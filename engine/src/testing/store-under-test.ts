// A place for runs under test: a sink, the reader on what it stored, and ways to fill it by hand.

import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import type { RunRecord } from "../trace/record.ts";
import type { RunSink, Sink } from "../trace/sink.ts";
import type { TraceReader } from "../view/reader.ts";
import { RecordBuilder, type RecordBuilderOptions } from "./record-builder.ts";

/** One backend under test. */
export interface StoreUnderTest {
  readonly sink: Sink;
  /** Opens a reader on what the sink has stored by now. */
  openReader(): Promise<TraceReader>;
  dispose(): Promise<void>;
}

/** A graph for journals written by hand. */
export const SUITE_GRAPH: WorkflowGraph = {
  formatVersion: 1,
  name: "research",
  version: "v15",
  startEvent: "StartEvent",
  stopEvent: "StopEvent",
  steps: [],
  events: [
    { type: "StartEvent", role: "start" },
    { type: "ApprovalRequested", role: "inputRequired" },
  ],
};

/** Opens a run on a sink, for the run that a journal belongs to. */
export function openJournal(sink: Sink, journal: RecordBuilder): RunSink {
  const [first] = journal.records;
  const definitionHash = first?.kind === "run.started" ? first.data.definitionHash : "";
  const name = first?.kind === "run.started" ? first.data.workflow : SUITE_GRAPH.name;
  return sink.openRun({ runId: journal.runId, segment: 0, graph: { ...SUITE_GRAPH, name }, definitionHash });
}

/** Stores a whole journal, in groups of up to three records. */
export function storeJournal(sink: Sink, journal: RecordBuilder): RunSink {
  const run = openJournal(sink, journal);
  for (const group of groupsOf(journal.records)) run.append(group);
  return run;
}

function groupsOf(records: readonly RunRecord[]): readonly (readonly RunRecord[])[] {
  const groups: RunRecord[][] = [];
  for (let index = 0; index < records.length; index += 1 + (index % 3)) {
    groups.push(records.slice(index, index + 1 + (index % 3)));
  }
  return groups;
}

/** A store with these journals in it, given to `body`, then disposed of. */
export async function withStore(
  make: () => Promise<StoreUnderTest>,
  journals: readonly RecordBuilder[],
  body: (reader: TraceReader, store: StoreUnderTest) => Promise<void>,
): Promise<void> {
  const store = await make();
  try {
    for (const journal of journals) storeJournal(store.sink, journal).close();
    await store.sink.flush();
    const reader = await store.openReader();
    try {
      await body(reader, store);
    } finally {
      await reader.close();
    }
  } finally {
    await store.sink.shutdown();
    await store.dispose();
  }
}

/** A run with this id that has only begun. */
export function begun(runId: string, options: RecordBuilderOptions = {}): RecordBuilder {
  const journal = new RecordBuilder({ runId, input: { topic: `topic of ${runId}` }, ...options });
  journal.send("StartEvent", {});
  return journal;
}

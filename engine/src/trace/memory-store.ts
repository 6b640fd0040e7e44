// Runs kept in memory: what the memory sink writes and the memory reader reads.

import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { aggregateRecord } from "./aggregate-record.ts";
import type { RunRecord } from "./record.ts";
import { RunAggregate } from "./run-aggregate.ts";
import type { RunOpening } from "./sink.ts";
import type { SpanData } from "./span-data.ts";

/** One run in memory. */
export interface MemoryRun {
  /** Counted from 1, in the order in which runs were first stored. */
  readonly number: number;
  readonly aggregate: RunAggregate;
  readonly records: RunRecord[];
  readonly spans: { readonly number: number; readonly span: SpanData }[];
}

/** A graph and when it was first seen. */
export interface MemoryGraph {
  readonly graph: WorkflowGraph;
  readonly firstSeenMs: number;
}

/** Holds the newest runs; the oldest that is over makes room. */
export class MemoryStore {
  readonly maxRuns: number;
  readonly runs = new Map<string, MemoryRun>();
  readonly graphs = new Map<string, MemoryGraph>();
  /** Grows with every change. */
  changes = 0;
  #numbers = 0;
  #spans = 0;

  constructor(maxRuns: number) {
    this.maxRuns = maxRuns;
  }

  open({ runId, graph, definitionHash }: RunOpening): MemoryRun {
    if (!this.graphs.has(definitionHash)) this.graphs.set(definitionHash, { graph, firstSeenMs: Date.now() });
    const known = this.runs.get(runId);
    if (known !== undefined) return known;
    this.#makeRoom();
    this.#numbers += 1;
    const aggregate = new RunAggregate(runId, graph, definitionHash);
    const run: MemoryRun = { number: this.#numbers, aggregate, records: [], spans: [] };
    this.runs.set(runId, run);
    return run;
  }

  append(run: MemoryRun, records: readonly RunRecord[]): void {
    for (const record of records) {
      run.records.push(record);
      aggregateRecord(run.aggregate, record);
    }
    this.changes += 1;
  }

  appendSpan(run: MemoryRun, span: SpanData): void {
    this.#spans += 1;
    run.spans.push({ number: this.#spans, span });
    this.changes += 1;
  }

  #makeRoom(): void {
    if (this.runs.size < this.maxRuns) return;
    for (const [runId, run] of this.runs) {
      if (!run.aggregate.isOver) continue;
      this.runs.delete(runId);
      return;
    }
  }
}

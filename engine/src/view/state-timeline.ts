// The exact state of a run at any record: its ticks folded by the engine's own reducer, with snapshots to start from.

import type { EncodedValue } from "../codec/encoded-value.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { createRunState } from "../run/create-run-state.ts";
import { clearReduceOutput, createReduceOutput } from "../run/reduce-output.ts";
import { reduce } from "../run/reduce.ts";
import type { RunState } from "../run/run-state.ts";
import { readStore } from "../run/store-tree.ts";
import type { RunRecord } from "../trace/record.ts";
import { cloneRunState, stateWeight } from "./clone-run-state.ts";

/** How closely snapshots stand. */
export interface StateTimelineOptions {
  /** Records between two snapshots. @default 1_000 */
  readonly snapshotEvery?: number;
  /**
   * Things in flight that all snapshots together may hold; beyond it every other snapshot goes and they stand twice as
   * far apart, so that a run with a hundred thousand queued executions stays within memory.
   *
   * @default 300_000
   */
  readonly snapshotBudget?: number;
}

interface Snapshot {
  readonly seq: number;
  readonly state: RunState;
  readonly weight: number;
}

/**
 * Replays a run. Moving forward folds only the records in between; moving back starts at the snapshot before.
 * Records may come in later chunks and from a live run.
 *
 * @example
 * ```ts
 * import { StateTimeline } from "stepscope/view";
 *
 * const graph = { formatVersion: 1, name: "w", startEvent: "StartEvent", stopEvent: "StopEvent", steps: [], events: [] } as const;
 * const timeline = new StateTimeline(graph, "run-1");
 * timeline.append([]);
 * console.log(timeline.storeAt(0));
 * ```
 */
export class StateTimeline {
  readonly #graph: WorkflowGraph;
  readonly #runId: string;
  readonly #records: RunRecord[] = [];
  readonly #output = createReduceOutput();
  #snapshots: Snapshot[] = [];
  #weight = 0;
  #every: number;
  readonly #budget: number;
  #current: RunState;
  /** Number before that of the first record; 0 unless the journal's beginning is kept elsewhere. */
  #before = 0;
  /** Last record that the current state has in it. */
  #seq = 0;
  /** Furthest record that was folded. */
  #foldedTo = 0;

  constructor(graph: WorkflowGraph, runId: string, options: StateTimelineOptions = {}) {
    this.#graph = graph;
    this.#runId = runId;
    this.#every = Math.max(1, options.snapshotEvery ?? 1_000);
    this.#budget = options.snapshotBudget ?? 300_000;
    this.#current = createRunState(graph, runId);
  }

  /** Number of the last record there is. */
  get lastSeq(): number {
    return this.#before + this.#records.length;
  }

  /** Whether every record has been folded once, so that every seek is a short one. */
  get isPrepared(): boolean {
    return this.#foldedTo >= this.lastSeq;
  }

  /**
   * Takes the next records, in order; those already there are passed over. A `run.resumed` goes on from the snapshot it
   * carries; where that was moved out of line, put it back in first if the run may have gone on from an older one.
   */
  append(records: readonly RunRecord[]): void {
    const first = records[0];
    if (this.#records.length === 0 && first !== undefined) {
      this.#before = first.seq - 1;
      this.#seq = this.#before;
      this.#foldedTo = this.#before;
    }
    for (const record of records) if (record.seq === this.lastSeq + 1) this.#records.push(record);
  }

  /**
   * Folds the records that nothing has folded yet, in slices, so that later seeks are short.
   *
   * @param isLate - asked every 500 records; true: stop here, and call again later
   * @returns whether all is folded
   */
  prepare(isLate: () => boolean = () => false): boolean {
    while (!this.isPrepared) {
      this.#moveTo(Math.min(this.lastSeq, this.#foldedTo + 500));
      if (isLate()) break;
    }
    return this.isPrepared;
  }

  /**
   * The run's state once a record had been written; 0: before the first. A record that other records follow from brings
   * them with it, as it did when the run was alive. The state is the timeline's own: read it, and ask again after the
   * next call; keep nothing of it.
   */
  at(seq: number): RunState {
    this.#moveTo(Math.min(Math.max(this.#before, Math.floor(seq)), this.lastSeq));
    return this.#current;
  }

  /** The run's store once a record had been written. What it gives never changes. */
  storeAt(seq: number): EncodedValue {
    return readStore(this.at(seq)) ?? {};
  }

  #moveTo(seq: number): void {
    const start = this.#snapshots.findLast((snapshot) => snapshot.seq <= seq);
    if (seq < this.#seq || (start !== undefined && start.seq > this.#seq)) {
      this.#current = start === undefined ? createRunState(this.#graph, this.#runId) : cloneRunState(start.state);
      this.#seq = start?.seq ?? this.#before;
    }
    while (this.#seq < seq) {
      const record = this.#records[this.#seq - this.#before];
      if (record === undefined) return;
      reduce(this.#current, record, this.#output);
      clearReduceOutput(this.#output);
      this.#seq = record.seq;
      if (this.#seq <= this.#foldedTo) continue;
      this.#foldedTo = this.#seq;
      if (this.#seq >= (this.#snapshots.at(-1)?.seq ?? this.#before) + this.#every) this.#keepSnapshot();
    }
  }

  #keepSnapshot(): void {
    const weight = stateWeight(this.#current);
    this.#snapshots.push({ seq: this.#seq, state: cloneRunState(this.#current), weight });
    this.#weight += weight;
    while (this.#weight > this.#budget && this.#snapshots.length > 1) {
      this.#snapshots = this.#snapshots.filter((_, at) => at % 2 === 1);
      this.#every *= 2;
      this.#weight = this.#snapshots.reduce((sum, snapshot) => sum + snapshot.weight, 0);
    }
  }
}

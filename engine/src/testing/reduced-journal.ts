// Journals that the reducer itself made: random decisions of imagined steps, lawful to the last derived record.

import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import type { Command } from "../run/command.ts";
import { createRunState } from "../run/create-run-state.ts";
import { clearReduceOutput, createReduceOutput } from "../run/reduce-output.ts";
import { reduce } from "../run/reduce.ts";
import type { ExecutionState, RunState } from "../run/run-state.ts";
import type { RecordBody, RunRecord } from "../trace/record.ts";
import { seededRandom } from "./sample-journals.ts";

/** What a journal is made from. */
export interface ReducedJournalOptions {
  readonly graph: WorkflowGraph;
  readonly seed: number;
  /** Executions after which steps emit nothing but the end. @default 60 */
  readonly executions?: number;
  /** Called after every group with the number of its last record; for comparing states. */
  readonly onGroup?: (state: RunState, lastSeq: number) => void;
}

/** A workflow with a fan-out, a loop, a step that waits and one that collects. */
export const SAMPLE_GRAPH: WorkflowGraph = {
  formatVersion: 1,
  name: "sample",
  startEvent: "StartEvent",
  stopEvent: "StopEvent",
  steps: [
    {
      name: "split",
      input: { kind: "event" },
      accepts: ["StartEvent", "Again"],
      acceptSubclasses: false,
      emits: ["Part", "Ask"],
      workers: 2,
    },
    {
      name: "work",
      input: { kind: "event" },
      accepts: ["Part"],
      acceptSubclasses: false,
      emits: ["Done", "Again"],
      workers: 3,
    },
    {
      name: "gather",
      input: { kind: "event" },
      accepts: ["Done"],
      acceptSubclasses: false,
      emits: ["Again", "StopEvent"],
      workers: 1,
    },
    { name: "ask", input: { kind: "event" }, accepts: ["Ask"], acceptSubclasses: false, emits: ["Done"], workers: 4 },
  ],
  events: [
    { type: "StartEvent", role: "start" },
    { type: "StopEvent", role: "stop" },
    { type: "Part", role: "plain" },
    { type: "Ask", role: "plain" },
    { type: "Done", role: "plain" },
    { type: "Again", role: "plain" },
    { type: "Answer", role: "humanResponse" },
  ],
};

class Driver {
  readonly records: RunRecord[] = [];
  readonly #options: ReducedJournalOptions;
  readonly #random: () => number;
  readonly #state: RunState;
  readonly #running: ExecutionState[] = [];
  readonly #todo: Command[] = [];
  #nowMs = 1_790_000_000_000;
  #events = 0;

  constructor(options: ReducedJournalOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#state = createRunState(options.graph, "01900000-0000-7000-8000-000000000002");
  }

  run(): RunRecord[] {
    const { graph } = this.#options;
    this.#tick({
      kind: "run.started",
      data: { workflow: graph.name, definitionHash: "d".repeat(64), reducerVersion: 1, input: {} },
    });
    this.#send(graph.startEvent, undefined);
    // Every turn starts, ends or answers something; the bound holds a journal that would never end.
    for (let turn = 0; this.#state.endedAtMs === undefined && turn < 100 * (this.#options.executions ?? 60); turn++) {
      this.#nowMs += Math.floor(this.#random() * 30);
      this.#turn();
    }
    if (this.#state.endedAtMs === undefined) this.#tick({ kind: "run.cancelled", data: { reason: "enough" } });
    return this.records;
  }

  #turn(): void {
    const command = this.#todo.shift();
    if (command?.kind === "start") this.#start(command.execution);
    else if (command?.kind === "resume") this.#resume(command.execution);
    else if (this.#running.length > 0) this.#act(this.#take(this.#running));
    else if (this.#state.timers.size > 0) this.#ring();
    else if (this.#state.waiters.size > 0) this.#send("Answer", undefined);
    else this.#tick({ kind: "run.cancelled", data: { reason: "nothing to do" } });
  }

  #take(list: ExecutionState[]): ExecutionState {
    const [execution] = list.splice(Math.floor(this.#random() * list.length), 1);
    if (execution === undefined) throw new RangeError("nothing is running");
    return execution;
  }

  #start(execution: ExecutionState): void {
    const { id: executionId, step, attempt, worker, eventIds, queuedAtMs } = execution;
    this.#tick({ kind: "step.started", data: { executionId, step, attempt, worker, eventIds, queuedAtMs } });
    this.#running.push(execution);
  }

  #resume(execution: ExecutionState): void {
    if (!this.#running.includes(execution)) this.#running.push(execution);
  }

  #ring(): void {
    const timer = [...this.#state.timers.values()].toSorted((one, other) => one.dueMs - other.dueMs)[0];
    if (timer === undefined) return;
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    this.#tick({ kind: "timer.due", data: { timerId: timer.id } });
  }

  #act(execution: ExecutionState): void {
    const { id: executionId, step, attempt } = execution;
    const ref = { executionId, step, attempt };
    const chance = this.#random();
    const isAnswered = execution.answers !== undefined;
    if (step === "ask" && !isAnswered) {
      this.#tick({ kind: "step.waiting", data: { ...ref, waiterId: `${executionId}/0`, eventType: "Answer" } });
    } else if (chance < 0.25) {
      const key = ["a", "b", "c"][Math.floor(chance * 12)] ?? "a";
      this.#tick({
        kind: "state.changed",
        data: { operation: "set", path: [key, step], value: attempt + this.#events, executionId },
      });
      this.#running.push(execution);
    } else if (chance < 0.35) {
      const delayMs = Math.floor(this.#random() * 200);
      const error = { name: "Error", message: "again" };
      this.#tick({ kind: "step.retryScheduled", data: { ...ref, error, delayMs, dueMs: this.#nowMs + delayMs } });
    } else this.#complete(execution);
  }

  #complete(execution: ExecutionState): void {
    const { id: executionId, step, attempt } = execution;
    const node = this.#options.graph.steps.find((one) => one.name === step);
    const isLast = this.#state.counters.executions >= (this.#options.executions ?? 60);
    const allowed = (node?.emits ?? []).filter((type) => (type === "StopEvent") === (isLast && this.#state.busy < 3));
    const count = isLast ? 1 : Math.floor(this.#random() * 4);
    const eventIds = Array.from({ length: allowed.length === 0 ? 0 : count }, () => {
      return this.#send(allowed[Math.floor(this.#random() * allowed.length)] ?? "", executionId);
    });
    this.#tick({ kind: "step.completed", data: { executionId, step, attempt, eventIds } });
  }

  #send(type: string, executionId: string | undefined): string {
    const eventId = `e${++this.#events}`;
    const cause =
      executionId === undefined ? ({ kind: "external" } as const) : ({ kind: "execution", executionId } as const);
    const origin = executionId === undefined ? (this.#events === 1 ? "input" : "external") : "returned";
    this.#tick({ kind: "event.sent", data: { eventId, type, payload: { number: this.#events }, cause, origin } });
    return eventId;
  }

  #tick(body: RecordBody): void {
    const output = createReduceOutput();
    const record = this.#place(body);
    reduce(this.#state, record, output);
    for (const derived of output.derived) this.#place(derived);
    for (const command of output.commands)
      if (command.kind === "start" || command.kind === "resume") this.#todo.push(command);
    clearReduceOutput(output);
    this.#options.onGroup?.(this.#state, this.records.length);
  }

  #place(body: RecordBody): RunRecord {
    const monotonicNs = (this.#nowMs - 1_790_000_000_000) * 1e6;
    const record: RunRecord = {
      runId: this.#state.runId,
      seq: this.records.length + 1,
      timeMs: this.#nowMs,
      monotonicNs,
      segment: 0,
      ...body,
    };
    this.records.push(record);
    return record;
  }
}

/** The records of a run that the reducer carried through random decisions. */
export function reducedJournal(options: ReducedJournalOptions): RunRecord[] {
  return new Driver(options).run();
}

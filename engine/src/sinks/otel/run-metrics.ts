// Counts and durations of runs and steps, through the OpenTelemetry metrics API.

import type { Attributes, Counter, Histogram, Meter, UpDownCounter } from "@opentelemetry/api";

import type { TracedRecord } from "./run-spans.ts";

interface Instruments {
  readonly runDuration: Histogram;
  readonly stepDuration: Histogram;
  readonly queueDelay: Histogram;
  readonly activeRuns: UpDownCounter;
  readonly queueDepth: UpDownCounter;
  readonly retries: Counter;
}

const instrumentsOf = new WeakMap<Meter, Instruments>();

function instruments(meter: Meter): Instruments {
  const known = instrumentsOf.get(meter);
  if (known !== undefined) return known;
  const made: Instruments = {
    runDuration: meter.createHistogram("workflow.run.duration", {
      unit: "s",
      description: "Time of a run from its start to its end",
    }),
    stepDuration: meter.createHistogram("workflow.step.duration", {
      unit: "s",
      description: "Time of one attempt of a step",
    }),
    queueDelay: meter.createHistogram("workflow.queue.delay", {
      unit: "s",
      description: "Time an event waited for a free slot of its step",
    }),
    activeRuns: meter.createUpDownCounter("workflow.runs.active", { unit: "{run}", description: "Runs in progress" }),
    queueDepth: meter.createUpDownCounter("workflow.queue.depth", {
      unit: "{event}",
      description: "Events that wait for a free slot",
    }),
    retries: meter.createCounter("workflow.step.retries", {
      unit: "{retry}",
      description: "Attempts that failed and were tried again",
    }),
  };
  instrumentsOf.set(meter, made);
  return made;
}

/** The metrics of one run segment. */
export class RunMetrics {
  readonly #instruments: Instruments;
  readonly #run: Attributes;
  readonly #queued = new Map<string, { readonly step: string; readonly sinceNs: number }>();
  readonly #started = new Map<string, number>();
  #startedNs: number | undefined;

  constructor(meter: Meter, workflow: string) {
    this.#instruments = instruments(meter);
    this.#run = { "workflow.name": workflow };
  }

  observe(record: TracedRecord): void {
    if (this.#startedNs === undefined) {
      this.#startedNs = record.monotonicNs;
      this.#instruments.activeRuns.add(1, this.#run);
    }
    switch (record.kind) {
      case "step.queued":
        this.#queued.set(record.data.executionId, { step: record.data.step, sinceNs: record.monotonicNs });
        this.#instruments.queueDepth.add(1, this.#step(record.data.step));
        return;
      case "step.started":
        this.#dequeue(record.data.executionId, record.monotonicNs);
        this.#started.set(record.data.executionId, record.monotonicNs);
        return;
      case "step.retryScheduled":
        this.#instruments.retries.add(1, this.#step(record.data.step));
        this.#attemptEnded(record.data, "failed", record.monotonicNs);
        return;
      case "step.completed":
        this.#attemptEnded(record.data, "completed", record.monotonicNs);
        return;
      case "step.failed":
        this.#attemptEnded(record.data, "failed", record.monotonicNs);
        return;
      case "step.cancelled":
        this.#dequeue(record.data.executionId);
        this.#attemptEnded(record.data, "cancelled", record.monotonicNs);
        return;
      case "run.completed":
      case "run.failed":
      case "run.timedOut":
      case "run.cancelled":
      case "run.stalled":
        this.#runEnded(record);
        return;
      default:
    }
  }

  #runEnded(record: TracedRecord): void {
    if (this.#startedNs === undefined || this.#startedNs < 0) return;
    const outcome = record.kind.slice("run.".length);
    this.#instruments.runDuration.record((record.monotonicNs - this.#startedNs) / 1e9, {
      ...this.#run,
      "workflow.run.outcome": outcome,
    });
    this.#instruments.activeRuns.add(-1, this.#run);
    this.#startedNs = -1;
    for (const executionId of this.#queued.keys()) this.#dequeue(executionId);
  }

  #dequeue(executionId: string, pickedUpNs?: number): void {
    const queued = this.#queued.get(executionId);
    if (queued === undefined) return;
    this.#queued.delete(executionId);
    const attributes = this.#step(queued.step);
    this.#instruments.queueDepth.add(-1, attributes);
    if (pickedUpNs !== undefined) this.#instruments.queueDelay.record((pickedUpNs - queued.sinceNs) / 1e9, attributes);
  }

  #attemptEnded(
    attempt: { readonly executionId: string; readonly step: string },
    outcome: string,
    nowNs: number,
  ): void {
    const startedNs = this.#started.get(attempt.executionId);
    if (startedNs === undefined) return;
    this.#started.delete(attempt.executionId);
    this.#instruments.stepDuration.record((nowNs - startedNs) / 1e9, {
      ...this.#step(attempt.step),
      "workflow.step.outcome": outcome,
    });
  }

  #step(step: string): Attributes {
    return { ...this.#run, "workflow.step.name": step };
  }
}

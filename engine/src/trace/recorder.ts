// Hands the records of one run to the tracer and to every sink, with the privacy rules applied once. It never throws.

import { currentRedactor } from "../codec/redactor.ts";
import type { RecordRedactor } from "./redact-record.ts";
import { recordRedactor } from "./redact-record.ts";
import type { RunRecord } from "./record.ts";
import { currentTracer, registeredSinks } from "./registry.ts";
import type { RunTracer, SpanIds } from "./run-tracer.ts";
import type { RunOpening, RunSink, Sink } from "./sink.ts";
import type { SpanData } from "./span-data.ts";

/** Sinks that have failed once are named once. */
const reported = new WeakSet<Sink>();

interface OpenSink {
  readonly sink: Sink;
  readonly run: RunSink;
}

/** The way out of one run segment's records. */
export class RunRecorder {
  /** Whether a sink receives the records. */
  readonly isRecording: boolean;
  readonly #runId: string;
  #tracer: RunTracer | undefined;
  readonly #sinks: readonly OpenSink[];
  readonly #acknowledging: readonly OpenSink[];
  readonly #redact: RecordRedactor | undefined;
  #failures = 0;

  constructor(opening: RunOpening) {
    const tracer = currentTracer();
    this.#runId = opening.runId;
    this.#tracer = tracer === undefined ? undefined : this.#guard(() => tracer.openRun(opening));
    this.#sinks = registeredSinks().flatMap((sink) => this.#open(sink, opening));
    this.#acknowledging = this.#sinks.filter(({ sink }) => sink.durability === "acknowledged");
    this.isRecording = this.#sinks.length > 0;
    if (this.isRecording || this.#tracer !== undefined) this.#redact = recordRedactor(currentRedactor(), opening.graph);
  }

  /** Whether spans are made. */
  get isTracing(): boolean {
    return this.#tracer !== undefined;
  }

  /** Whether anything wants the records; without, they need not be made whole. */
  get isActive(): boolean {
    return this.isRecording || this.#tracer !== undefined;
  }

  /** How often a sink or the tracer has failed this run. */
  get failures(): number {
    return this.#failures;
  }

  /** The record as it may leave the run: redacted, with the ids of its span. */
  prepare(record: RunRecord): RunRecord {
    if (this.#redact === undefined) return record;
    const redact = this.#redact;
    const open = this.#guard(() => redact(record)) ?? withhold(record);
    const ids = this.#observe(open);
    // Nobody is there to make spans for: the rest of the run need not ask again.
    if (this.#tracer?.isRecording?.() === false) this.#tracer = undefined;
    return ids === undefined ? open : { ...open, traceId: ids.traceId, spanId: ids.spanId };
  }

  /** Hands over one group, whole. */
  append(records: readonly RunRecord[]): void {
    for (const { sink, run } of this.#sinks) {
      try {
        run.append(records);
      } catch (error) {
        this.#report(sink, error);
      }
    }
  }

  appendSpan(span: SpanData): void {
    for (const { sink, run } of this.#sinks) {
      try {
        run.appendSpan(span);
      } catch (error) {
        this.#report(sink, error);
      }
    }
  }

  /** Resolves when every record up to `seq` is where it must be; `undefined` when nothing has to be waited for. */
  durable(seq: number): Promise<unknown> | undefined {
    if (this.#acknowledging.length === 0) return undefined;
    return Promise.allSettled(this.#acknowledging.map(({ run }) => run.durable(seq)));
  }

  /** Resolves when the sinks have room for more, or cannot say when; `undefined` when nothing has to be waited for. */
  room(): Promise<unknown> | undefined {
    const waits = this.#sinks.flatMap(({ run }) => run.room?.() ?? []);
    return waits.length === 0 ? undefined : Promise.allSettled(waits);
  }

  /** Reads stored records back; `undefined` where no sink can. */
  readRecords(fromSeq: number, limit: number): Promise<readonly RunRecord[]> | undefined {
    for (const { sink } of this.#sinks) {
      const reading = sink.readRecords?.(this.#runId, fromSeq, limit);
      if (reading !== undefined) return reading;
    }
    return undefined;
  }

  /** Runs code inside the span of an execution, or of the run. */
  enter<T>(executionId: string | undefined, code: () => T): T {
    return this.#tracer === undefined ? code() : this.#tracer.enter(executionId, code);
  }

  close(): void {
    for (const { sink, run } of this.#sinks) {
      try {
        run.close();
      } catch (error) {
        this.#report(sink, error);
      }
    }
  }

  #open(sink: Sink, opening: RunOpening): readonly OpenSink[] {
    try {
      return [{ sink, run: sink.openRun(opening) }];
    } catch (error) {
      this.#report(sink, error);
      return [];
    }
  }

  #observe(record: RunRecord): SpanIds | undefined {
    const tracer = this.#tracer;
    return tracer === undefined ? undefined : this.#guard(() => tracer.observe(record));
  }

  #guard<T>(code: () => T): T | undefined {
    try {
      return code();
    } catch {
      this.#failures += 1;
      return undefined;
    }
  }

  #report(sink: Sink, error: unknown): void {
    this.#failures += 1;
    if (reported.has(sink)) return;
    reported.add(sink);
    console.warn(`stepscope: the sink ${sink.name} failed, so records are missing there (said once): ${String(error)}`);
  }
}

/** Parts of a record that are content, under any kind. */
const CONTENT_KEYS: ReadonlySet<string> = new Set([
  "input",
  "store",
  "metadata",
  "result",
  "payload",
  "where",
  "value",
  "error",
  "reason",
  "report",
  "message",
  "attributes",
  "snapshot",
]);

/** A record whose content could not be judged keeps its facts only. */
function withhold(record: RunRecord): RunRecord {
  const hidden = { $: "Redacted", why: "redaction failed" };
  const entries = Object.entries(record.data).map(([key, value]) => [
    key,
    CONTENT_KEYS.has(key) ? (typeof value === "string" ? "[redacted]" : hidden) : value,
  ]);
  return asRecord({ ...record, data: Object.fromEntries(entries) });
}

/** The same kind, with content that says that it is hidden. */
function asRecord(record: object): RunRecord {
  return record as RunRecord;
}

/** Opens the way out for a run segment. */
export function openRecorder(opening: RunOpening): RunRecorder {
  return new RunRecorder(opening);
}

// A run in the browser: fetched in chunks, folded as they come, followed while it goes on.

import { RunFold, type RunRecord, type RunView, type StoredSpan, recordsOfText } from "stepscope/view";
import { fetchJson } from "../fetch-json.ts";
import { api } from "../links.ts";
import { journalLines } from "./journal-lines.ts";

/** What is known of the run so far. A new object after each change. */
export interface JournalSnapshot {
  readonly view: RunView | undefined;
  /** Loading the stored part, following a run that goes on, or all there is. */
  readonly phase: "loading" | "following" | "complete";
  readonly error: Error | undefined;
}

const EMPTY: JournalSnapshot = { view: undefined, phase: "loading", error: undefined };

/** While loading, the page sees the run again only after it grew by this share: each look costs time. */
const GROWTH = 1.6;

/** Loads one run and tells its listeners. */
export class RunJournal {
  readonly runId: string;
  #snapshot: JournalSnapshot = EMPTY;
  #fold = new RunFold();
  #nextSeq = 1;
  #shownSeq = 0;
  #spanNumber = 0;
  #abort: AbortController | undefined;
  #source: EventSource | undefined;
  #frame: number | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #onLine: ((runId: string, line: string) => void) | undefined;

  /** `onLine` is given every line of the stored part as it comes. */
  constructor(runId: string, onLine?: (runId: string, line: string) => void) {
    this.runId = runId;
    this.#onLine = onLine;
  }

  readonly getSnapshot = (): JournalSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins, or goes on after {@link stop}. */
  readonly start = (): void => {
    if (this.#abort !== undefined) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#load(abort.signal).catch((error: unknown) => {
      if (!abort.signal.aborted) this.#publish({ error: error instanceof Error ? error : new Error(String(error)) });
    });
  };

  /** Lets go of connections; what is known stays. */
  readonly stop = (): void => {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#source?.close();
    this.#source = undefined;
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  };

  /** Tries again after an error. */
  readonly retry = (): void => {
    this.stop();
    this.#publish({ error: undefined });
    this.start();
  };

  async #load(signal: AbortSignal): Promise<void> {
    for await (const line of journalLines({ runId: this.runId, fromSeq: this.#nextSeq }, signal)) {
      this.#onLine?.(this.runId, line);
      this.#append(recordsOfText(line));
      if (this.#nextSeq > this.#shownSeq * GROWTH) this.#publish({});
    }
    await this.#loadSpans(signal);
    const view = this.#fold.view();
    if (view?.endedMs !== undefined) this.#publish({ phase: "complete" });
    else this.#follow(signal);
  }

  async #loadSpans(signal: AbortSignal): Promise<void> {
    for (;;) {
      const spans = await fetchJson<readonly StoredSpan[]>(api.spans(this.runId, this.#spanNumber), signal);
      const last = spans.at(-1);
      if (last === undefined) return;
      this.#fold.appendSpans(spans);
      this.#spanNumber = last.number;
    }
  }

  #follow(signal: AbortSignal): void {
    this.#publish({ phase: "following" });
    const source = new EventSource(`${api.tail(this.runId)}?after=${this.#nextSeq - 1}`);
    this.#source = source;
    source.addEventListener("records", (event: MessageEvent<string>) => {
      this.#append(JSON.parse(event.data) as RunRecord[]);
      this.#publishSoon();
    });
    source.addEventListener("over", () => {
      source.close();
      this.#loadSpans(signal)
        .catch(() => undefined)
        .finally(() => this.#publish({ phase: "complete" }));
    });
  }

  #append(records: readonly RunRecord[]): void {
    this.#fold.append(records);
    this.#nextSeq = Math.max(this.#nextSeq, (records.at(-1)?.seq ?? 0) + 1);
  }

  /** At most once per frame, however many records come; spans of finished calls are fetched along. */
  #publishSoon(): void {
    if (this.#frame !== undefined) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      const signal = this.#abort?.signal;
      this.#publish({});
      if (signal !== undefined) {
        this.#loadSpans(signal).then(
          () => this.#publish({}),
          () => undefined,
        );
      }
    });
  }

  #publish(change: Partial<Pick<JournalSnapshot, "phase" | "error">>): void {
    this.#snapshot = { ...this.#snapshot, ...change, view: this.#fold.view() };
    this.#shownSeq = this.#nextSeq - 1;
    for (const listener of this.#listeners) listener();
  }
}

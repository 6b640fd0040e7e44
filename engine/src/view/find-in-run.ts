// Finds text in what a run did: names, payloads, errors, logs, writes and spans.

import type { EncodedValue } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { RunView } from "./run-view.ts";

/** Something that contains the text. */
export interface RunMatch {
  readonly kind: "execution" | "event" | "log" | "state" | "span" | "published" | "run";
  /** Its place in the view's list of its kind; 0 for the run itself. */
  readonly index: number;
  /** -1: not inside an execution. */
  readonly executionIndex: number;
  /** Record to go to, where there is one. */
  readonly seq: number | undefined;
  /** Ms since the run's start. */
  readonly atMs: number;
  /** The text around the place where it was found. */
  readonly excerpt: string;
}

/** How far a search goes. */
export interface FindOptions {
  /** Most matches. @default 1_000 */
  readonly limit?: number;
  /** Asked now and then; once it says true, what was found so far is returned. @default never */
  readonly isLate?: () => boolean;
}

/** What a search found. */
export interface FindResult {
  readonly matches: readonly RunMatch[];
  /** False: stopped at the limit or because it was late. */
  readonly isComplete: boolean;
}

const EXCERPT_BEFORE = 24;
const EXCERPT_AFTER = 56;

/** Finds the first place of the text in strings, numbers and keys, without building a text of it all. */
class TextFinder {
  readonly #pattern: RegExp;

  constructor(text: string) {
    this.#pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "iu");
  }

  inText(text: string | undefined): string | undefined {
    const found = text === undefined ? null : this.#pattern.exec(text);
    if (found === null || text === undefined) return undefined;
    return text.slice(Math.max(0, found.index - EXCERPT_BEFORE), found.index + found[0].length + EXCERPT_AFTER);
  }

  /** Depth is bounded where values are made (512), so recursion is safe here. */
  inValue(value: EncodedValue | undefined): string | undefined {
    if (typeof value === "string") return this.inText(value);
    if (typeof value === "number" || typeof value === "boolean") return this.inText(String(value));
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value)) return first(value, (item: EncodedValue) => this.inValue(item));
    return first(
      Object.entries(value),
      ([key, item]: [string, EncodedValue]) => this.inText(key) ?? this.inValue(item),
    );
  }

  inError(error: ErrorData | undefined): string | undefined {
    if (error === undefined) return undefined;
    return (
      this.inText(error.message) ?? this.inText(error.name) ?? this.inText(error.code) ?? this.inError(error.cause)
    );
  }
}

function first<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Candidate = Omit<RunMatch, "excerpt"> & { readonly excerpt: string | undefined };

function* runCandidates(view: RunView, finder: TextFinder): Generator<Candidate> {
  const whole = { kind: "run", index: 0, executionIndex: -1 } as const;
  yield {
    ...whole,
    seq: 1,
    atMs: 0,
    excerpt: finder.inText(view.workflow) ?? first(view.tags, (tag) => finder.inText(tag)),
  };
  const excerpt = finder.inError(view.error) ?? finder.inValue(view.result);
  yield { ...whole, seq: view.endedSeq, atMs: view.endedMs ?? view.lastMs, excerpt };
}

function* executionCandidates(view: RunView, finder: TextFinder): Generator<Candidate> {
  for (const { index, step, id, firstSeq: seq, queuedMs: atMs, error, attempts } of view.executions) {
    const inErrors = finder.inError(error) ?? first(attempts, (attempt) => finder.inError(attempt.error));
    const excerpt = finder.inText(step) ?? inErrors ?? (finder.inText(id) === id ? id : undefined);
    yield { kind: "execution", index, executionIndex: index, seq, atMs, excerpt };
  }
}

function* eventCandidates(view: RunView, finder: TextFinder): Generator<Candidate> {
  for (const { index, type, payload, causeIndex: executionIndex, seq, atMs } of view.events) {
    yield { kind: "event", index, executionIndex, seq, atMs, excerpt: finder.inText(type) ?? finder.inValue(payload) };
  }
}

function* noteCandidates(view: RunView, finder: TextFinder): Generator<Candidate> {
  for (const [index, line] of view.logs.entries()) {
    const { seq, atMs, executionIndex } = line;
    yield {
      kind: "log",
      index,
      executionIndex,
      seq,
      atMs,
      excerpt: finder.inText(line.message) ?? finder.inValue(line.attributes),
    };
  }
  for (const [index, change] of view.stateChanges.entries()) {
    const { seq, atMs, executionIndex } = change;
    yield {
      kind: "state",
      index,
      executionIndex,
      seq,
      atMs,
      excerpt: finder.inText(change.path.join(".")) ?? finder.inValue(change.value),
    };
  }
  for (const [index, item] of view.published.entries()) {
    const { seq, atMs, executionIndex } = item;
    yield {
      kind: "published",
      index,
      executionIndex,
      seq,
      atMs,
      excerpt: finder.inText(item.type) ?? finder.inValue(item.payload),
    };
  }
}

function* spanCandidates(view: RunView, finder: TextFinder): Generator<Candidate> {
  for (const span of view.spans) {
    const { index, executionIndex, seq, startMs: atMs } = span;
    const inData = finder.inError(span.data?.error) ?? finder.inValue(span.data?.attributes);
    yield { kind: "span", index, executionIndex, seq, atMs, excerpt: finder.inText(span.name) ?? inData };
  }
}

/**
 * Finds text, whatever its case, in everything that is known of a run. Bodies that were moved out of line are not
 * known here; a store's own search covers them.
 *
 * @returns matches kind by kind: the run, executions, events, spans, then logs, writes and published items
 *
 * @example
 * ```ts
 * import { findInRun, RunFold } from "stepscope/view";
 *
 * const view = new RunFold().view();
 * if (view) for (const match of findInRun(view, "timeout").matches) console.log(match.kind, match.excerpt);
 * ```
 */
export function findInRun(view: RunView, text: string, options: FindOptions = {}): FindResult {
  const { limit = 1_000, isLate = () => false } = options;
  const matches: RunMatch[] = [];
  if (text === "") return { matches, isComplete: true };
  const finder = new TextFinder(text);
  let looked = 0;
  for (const candidates of [runCandidates, executionCandidates, eventCandidates, spanCandidates, noteCandidates]) {
    for (const candidate of candidates(view, finder)) {
      looked += 1;
      if (looked % 512 === 0 && isLate()) return { matches, isComplete: false };
      const { excerpt } = candidate;
      if (excerpt === undefined) continue;
      if (matches.length >= limit) return { matches, isComplete: false };
      matches.push({ ...candidate, excerpt });
    }
  }
  return { matches, isComplete: true };
}

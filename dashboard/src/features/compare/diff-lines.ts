// Two values as one list of lines: what both have, what only A has, what only B has, as a diff of code shows it.

import { type EncodedValue, isSameValue } from "stepscope/view";
import { previewOf, shownValue } from "#lib/encoded.ts";

/** One line. */
export interface DiffLine {
  readonly kind: "equal" | "removed" | "added";
  /** Its number in its own run, from 1. */
  readonly number: number;
  readonly depth: number;
  /** Key or index; undefined: the value as a whole. */
  readonly name: string | undefined;
  readonly text: string;
  /** A text that stands in both runs, differently: its counterpart, to be compared word by word. */
  readonly other?: string;
}

/** Lines in a row that are equal and far from any difference, as one. */
export interface FoldedLines {
  readonly kind: "fold";
  readonly lines: readonly DiffLine[];
}

/** The lines, and how often a key was left out although its values differ. */
export interface DiffLines {
  readonly lines: readonly DiffLine[];
  readonly ignoredCount: number;
  /** There were more than are listed. */
  readonly isCut: boolean;
}

const MOST_LINES = 2000;
const MOST_CHARACTERS = 4000;

type Entries = readonly (readonly [name: string, value: EncodedValue])[];

/** What a value consists of, when it can be opened. */
function entriesOf(value: EncodedValue): { readonly kind: "list" | "object"; readonly entries: Entries } | undefined {
  const shown = shownValue(value);
  if (shown.kind === "list")
    return { kind: "list", entries: shown.items.map((item, at) => [String(at), item] as const) };
  return shown.kind === "object" ? { kind: "object", entries: shown.entries } : undefined;
}

function lineText(value: EncodedValue): string {
  if (typeof value !== "string") return previewOf(value, 200);
  return JSON.stringify(value.length > MOST_CHARACTERS ? `${value.slice(0, MOST_CHARACTERS)}…` : value);
}

class LineWriter {
  readonly lines: DiffLine[] = [];
  ignoredCount = 0;
  readonly #ignoredKeys: ReadonlySet<string>;
  readonly #numbers = { a: 0, b: 0 };

  constructor(ignoredKeys: ReadonlySet<string>) {
    this.#ignoredKeys = ignoredKeys;
  }

  compare(name: string | undefined, sides: readonly [EncodedValue, EncodedValue], depth: number): void {
    const [before, after] = sides;
    if (isSameValue(before, after, this.#ignoredKeys)) {
      this.#countIgnored(before, after);
      this.#add("equal", { name, depth, text: lineText(before) });
      return;
    }
    const one = entriesOf(before);
    const other = entriesOf(after);
    if (one === undefined || other === undefined || one.kind !== other.kind) {
      const isProse = typeof before === "string" && typeof after === "string";
      const texts = [lineText(before), lineText(after)] as const;
      this.#add("removed", { name, depth, text: texts[0], ...(isProse ? { other: texts[1] } : {}) });
      this.#add("added", { name, depth, text: texts[1], ...(isProse ? { other: texts[0] } : {}) });
      return;
    }
    const inner = name === undefined ? depth : depth + 1;
    if (name !== undefined) this.#add("equal", { name, depth, text: one.kind === "list" ? "[" : "{" });
    if (one.kind === "list") this.#lists(one.entries, other.entries, inner);
    else this.#fields(one.entries, other.entries, inner);
  }

  /** A value that only one run has, with what is in it. */
  whole(
    value: EncodedValue,
    place: { readonly kind: "removed" | "added"; readonly name?: string; readonly depth: number },
  ): void {
    const { kind, name, depth } = place;
    const opened = entriesOf(value);
    if (opened === undefined || opened.entries.length === 0) {
      this.#add(kind, { name, depth, text: lineText(value) });
      return;
    }
    if (name !== undefined) this.#add(kind, { name, depth, text: opened.kind === "list" ? "[" : "{" });
    for (const [key, item] of opened.entries) {
      if (this.lines.length >= MOST_LINES) return;
      this.whole(item, { kind, name: key, depth: name === undefined ? depth : depth + 1 });
    }
  }

  #fields(before: Entries, after: Entries, depth: number): void {
    const ofA = new Map(before);
    const ofB = new Map(after);
    for (const key of new Set([...ofA.keys(), ...ofB.keys()])) {
      const one = ofA.get(key);
      const other = ofB.get(key);
      if (this.#ignoredKeys.has(key)) {
        if (!isSameValue(one, other)) this.ignoredCount += 1;
      } else this.#pair(key, [one, other], depth);
    }
  }

  /** Equal items at either end stand for themselves, so one inserted item is one difference. */
  #lists(before: Entries, after: Entries, depth: number): void {
    const isEqualAt = (one: number, other: number): boolean =>
      isSameValue(before.at(one)?.[1], after.at(other)?.[1], this.#ignoredKeys);
    const shorter = Math.min(before.length, after.length);
    let head = 0;
    while (head < shorter && isEqualAt(head, head)) head += 1;
    let tail = 0;
    while (tail < shorter - head && isEqualAt(before.length - 1 - tail, after.length - 1 - tail)) tail += 1;
    for (let at = 0; at < head; at++) this.#pair(String(at), [before[at]?.[1], after[at]?.[1]], depth);
    const [endOfA, endOfB] = [before.length - tail, after.length - tail];
    for (let at = head; at < Math.max(endOfA, endOfB); at++) {
      const one = at < endOfA ? before[at]?.[1] : undefined;
      const other = at < endOfB ? after[at]?.[1] : undefined;
      this.#pair(String(at), [one, other], depth);
    }
    for (let at = 0; at < tail; at++)
      this.#pair(String(endOfB + at), [before[endOfA + at]?.[1], after[endOfB + at]?.[1]], depth);
  }

  #pair(name: string, sides: readonly [EncodedValue | undefined, EncodedValue | undefined], depth: number): void {
    if (this.lines.length >= MOST_LINES) return;
    const [one, other] = sides;
    if (one === undefined) {
      if (other !== undefined) this.whole(other, { kind: "added", name, depth });
    } else if (other === undefined) this.whole(one, { kind: "removed", name, depth });
    else this.compare(name, [one, other], depth);
  }

  #countIgnored(before: EncodedValue, after: EncodedValue): void {
    if (before === after || this.#ignoredKeys.size === 0 || isSameValue(before, after)) return;
    const one = entriesOf(before);
    const ofB = new Map(entriesOf(after)?.entries ?? []);
    for (const [key, value] of one?.entries ?? []) {
      const other = ofB.get(key);
      if (one?.kind === "object" && this.#ignoredKeys.has(key)) this.ignoredCount += isSameValue(value, other) ? 0 : 1;
      else if (other !== undefined) this.#countIgnored(value, other);
    }
  }

  #add(kind: DiffLine["kind"], line: Omit<DiffLine, "kind" | "number">): void {
    if (kind !== "added") this.#numbers.a += 1;
    if (kind !== "removed") this.#numbers.b += 1;
    this.lines.push({ kind, number: kind === "removed" ? this.#numbers.a : this.#numbers.b, ...line });
  }
}

/** The lines of two values; a value that is absent on one side is all removed, or all added. */
export function diffLines(
  before: EncodedValue | undefined,
  after: EncodedValue | undefined,
  ignoredKeys: ReadonlySet<string>,
): DiffLines {
  const writer = new LineWriter(ignoredKeys);
  if (before !== undefined && after !== undefined) writer.compare(undefined, [before, after], 0);
  else if (before !== undefined) writer.whole(before, { kind: "removed", depth: 0 });
  else if (after !== undefined) writer.whole(after, { kind: "added", depth: 0 });
  return { lines: writer.lines, ignoredCount: writer.ignoredCount, isCut: writer.lines.length >= MOST_LINES };
}

/** The key lines that lead to a place stay in sight; other equal lines next to no difference are folded. */
export function foldLines(lines: readonly DiffLine[]): readonly (DiffLine | FoldedLines)[] {
  const folded: (DiffLine | FoldedLines)[] = [];
  let equal: DiffLine[] = [];
  const flush = (isLast: boolean): void => {
    const first = folded.length === 0;
    const kept = isLast ? 0 : 1;
    const before = first ? 0 : 1;
    if (equal.length - kept - before < 2) folded.push(...equal);
    else {
      folded.push(...equal.slice(0, before));
      folded.push({ kind: "fold", lines: equal.slice(before, equal.length - kept) });
      folded.push(...equal.slice(equal.length - kept));
    }
    equal = [];
  };
  for (const line of lines) {
    if (line.kind === "equal") equal.push(line);
    else {
      flush(false);
      folded.push(line);
    }
  }
  flush(true);
  return folded;
}

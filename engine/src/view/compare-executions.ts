// What differs between two executions that belong together.

import type { EncodedValue } from "../codec/encoded-value.ts";
import type { ExecutionView } from "./execution-view.ts";
import type { EventView, RunView, StateChangeView } from "./run-view.ts";
import { isSameValue } from "./value-diff.ts";

/** What about two paired executions differs; times never count. */
export interface ExecutionDifferences {
  readonly input: boolean;
  /** Events it sent: their number, order, types or payloads. */
  readonly output: boolean;
  readonly outcome: boolean;
  /** Number of attempts, or how they failed. */
  readonly attempts: boolean;
  /** Writes to the run's store. */
  readonly state: boolean;
}

/** One execution of A, of B, or one of each that belong together. */
export interface ComparedPair {
  readonly index: number;
  readonly change: "same" | "different" | "added" | "removed";
  /** Execution index in A; -1: added. */
  readonly a: number;
  /** Execution index in B; -1: removed. */
  readonly b: number;
  readonly step: string;
  /** From queued to end (or now); absent on a side that does not have it. */
  readonly aMs?: number;
  readonly bMs?: number;
  /** B less A; absent where one side does not have it. */
  readonly deltaMs?: number;
  readonly differences: ExecutionDifferences;
}

/** One point at which two paired executions part. */
export interface DivergencePoint {
  readonly kind: "input" | "output" | "outcome" | "attempts" | "state";
  readonly aSeq: number;
  readonly bSeq: number;
  /** The event or write concerned: its number from 1, and how many there are on the side that has more. */
  readonly position?: { readonly number: number; readonly total: number; readonly name: string };
}

/** What a side contributes to a comparison, prepared once. */
export interface ComparedSide {
  readonly view: RunView;
  /** Writes of each execution, by its index. */
  readonly writes: ReadonlyMap<number, readonly StateChangeView[]>;
}

/** Prepares one side. */
export function comparedSide(view: RunView): ComparedSide {
  const writes = new Map<number, StateChangeView[]>();
  for (const change of view.stateChanges) {
    const list = writes.get(change.executionIndex);
    if (list === undefined) writes.set(change.executionIndex, [change]);
    else list.push(change);
  }
  return { view, writes };
}

/** One side of a pair. */
export interface PairSide {
  readonly side: ComparedSide;
  readonly execution: ExecutionView;
}

function eventsOf(side: ComparedSide, eventIds: readonly string[]): EventView[] {
  return eventIds.flatMap((eventId) => side.view.events[side.view.eventIndexById.get(eventId) ?? -1] ?? []);
}

interface Item {
  readonly name: string;
  readonly seq: number;
  readonly value: EncodedValue | undefined;
}

function outputsOf({ side, execution }: PairSide): Item[] {
  return eventsOf(side, execution.outputEventIds).map(({ type, seq, payload }) => ({
    name: type,
    seq,
    value: payload,
  }));
}

function inputsOf({ side, execution }: PairSide): Item[] {
  // A joined set has no order of its own: which branch came last is chance.
  const events = eventsOf(side, execution.inputEventIds).map(({ type, seq, payload }) => ({
    name: type,
    seq,
    value: payload,
  }));
  return events.length < 2
    ? events
    : events.toSorted((one, other) => compareText(JSON.stringify(one.value), JSON.stringify(other.value)));
}

function writesOf({ side, execution }: PairSide): Item[] {
  return (side.writes.get(execution.index) ?? []).map(({ operation, path, seq, value }) => ({
    name: operation === "set" ? path.join(".") : `${operation} ${path.join(".")}`,
    seq,
    value,
  }));
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function endSeq(execution: ExecutionView): number {
  return execution.endedSeq ?? execution.lastSeq;
}

/** The first item at which two lists part; undefined when they are the same. */
function firstUnequal(a: readonly Item[], b: readonly Item[], ignoredKeys: ReadonlySet<string>): number | undefined {
  const total = Math.max(a.length, b.length);
  for (let at = 0; at < total; at++) {
    const one = a[at];
    const other = b[at];
    if (one === undefined || other === undefined || one.name !== other.name) return at;
    if (!isSameValue(one.value, other.value, ignoredKeys)) return at;
  }
  return undefined;
}

function listPoint(
  kind: "output" | "state",
  a: PairSide,
  b: PairSide,
): (ignoredKeys: ReadonlySet<string>) => DivergencePoint | undefined {
  return (ignoredKeys) => {
    const [ofA, ofB] = kind === "output" ? [outputsOf(a), outputsOf(b)] : [writesOf(a), writesOf(b)];
    const at = firstUnequal(ofA, ofB, ignoredKeys);
    if (at === undefined) return undefined;
    const name = ofA[at]?.name ?? ofB[at]?.name ?? "";
    const position = { number: at + 1, total: Math.max(ofA.length, ofB.length), name };
    return { kind, aSeq: ofA[at]?.seq ?? endSeq(a.execution), bSeq: ofB[at]?.seq ?? endSeq(b.execution), position };
  };
}

function attemptsPoint(a: ExecutionView, b: ExecutionView): DivergencePoint | undefined {
  const total = Math.max(a.attempts.length, b.attempts.length);
  for (let at = 0; at < total; at++) {
    const one = a.attempts[at];
    const other = b.attempts[at];
    const isSame =
      one?.outcome === other?.outcome &&
      one?.error?.message === other?.error?.message &&
      one?.error?.name === other?.error?.name;
    if (isSame) continue;
    const position = { number: at + 1, total, name: one?.error?.message ?? other?.error?.message ?? "" };
    return { kind: "attempts", aSeq: one?.endedSeq ?? endSeq(a), bSeq: other?.endedSeq ?? endSeq(b), position };
  }
  return undefined;
}

const NO_POINTS: readonly DivergencePoint[] = [];

/** Whether two lists of at most one event each say the same; undefined for longer lists. */
function isSameEvent(
  a: { readonly view: RunView; readonly eventIds: readonly string[] },
  b: { readonly view: RunView; readonly eventIds: readonly string[] },
  ignoredKeys: ReadonlySet<string>,
): boolean | undefined {
  if (a.eventIds.length > 1 || b.eventIds.length > 1) return undefined;
  const one = a.view.events[a.view.eventIndexById.get(a.eventIds[0] ?? "") ?? -1];
  const other = b.view.events[b.view.eventIndexById.get(b.eventIds[0] ?? "") ?? -1];
  if (one === undefined || other === undefined) return one === other;
  return one.type === other.type && isSameValue(one.payload, other.payload, ignoredKeys);
}

/** Most pairs of long runs are the same in all that counts, and are seen to be without building anything. */
function isPlainlySame(a: PairSide, b: PairSide, ignoredKeys: ReadonlySet<string>): boolean {
  const [one, other] = [a.execution, b.execution];
  if (one.outcome !== other.outcome || one.stateChangeCount + other.stateChangeCount > 0) return false;
  const isSame = (key: "inputEventIds" | "outputEventIds"): boolean =>
    isSameEvent({ view: a.side.view, eventIds: one[key] }, { view: b.side.view, eventIds: other[key] }, ignoredKeys) ===
    true;
  return isSame("inputEventIds") && isSame("outputEventIds") && attemptsPoint(one, other) === undefined;
}

/** Every kind of difference between two paired executions, at the first point of each. */
export function divergencePoints(
  a: PairSide,
  b: PairSide,
  ignoredKeys: ReadonlySet<string>,
): readonly DivergencePoint[] {
  if (isPlainlySame(a, b, ignoredKeys)) return NO_POINTS;
  const points: DivergencePoint[] = [];
  if (firstUnequal(inputsOf(a), inputsOf(b), ignoredKeys) !== undefined) {
    points.push({ kind: "input", aSeq: a.execution.firstSeq, bSeq: b.execution.firstSeq });
  }
  const attempts = attemptsPoint(a.execution, b.execution);
  if (attempts !== undefined) points.push(attempts);
  for (const kind of ["state", "output"] as const) {
    const point = listPoint(kind, a, b)(ignoredKeys);
    if (point !== undefined) points.push(point);
  }
  if (a.execution.outcome !== b.execution.outcome) {
    points.push({ kind: "outcome", aSeq: endSeq(a.execution), bSeq: endSeq(b.execution) });
  }
  return points;
}

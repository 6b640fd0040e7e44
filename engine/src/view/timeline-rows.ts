// The rows of a timeline: executions with their spans under them, many equal siblings as one.

import type { AttemptView, ExecutionView } from "./execution-view.ts";
import type { RunView, SpanView } from "./run-view.ts";
import { failuresFirst, groupCounts, siblingGroups, type GroupCounts, type SiblingGroups } from "./sibling-groups.ts";

interface RowPlace {
  /** Stable name of the row: what is expanded, selected, linked to. */
  readonly id: string;
  /** From 0. */
  readonly depth: number;
  readonly isExpandable: boolean;
  readonly isExpanded: boolean;
  /** Its parent's place among the rows; -1 at the top. */
  readonly parentRow: number;
  /** From 1, among its siblings, and how many those are. */
  readonly positionInSet: number;
  readonly setSize: number;
}

/** Many executions of one step in one row. */
export interface GroupRow extends RowPlace {
  readonly kind: "group";
  readonly step: string;
  readonly memberIndexes: readonly number[];
  readonly counts: GroupCounts;
  readonly startMs: number;
  readonly endMs: number;
}

/** One execution. */
export interface ExecutionRow extends RowPlace {
  readonly kind: "execution";
  readonly executionIndex: number;
}

/** One attempt of an execution that needed several, where no span shows what it did. */
export interface AttemptRow extends RowPlace {
  readonly kind: "attempt";
  readonly executionIndex: number;
  /** Its place in the execution's list: an attempt that was cut short starts again under its own number. */
  readonly attemptIndex: number;
  /** From 0. */
  readonly attempt: number;
}

/** One span. */
export interface SpanRow extends RowPlace {
  readonly kind: "span";
  readonly spanIndex: number;
  readonly executionIndex: number;
}

/** One run started inside an execution. */
export interface ChildRunRow extends RowPlace {
  readonly kind: "childRun";
  readonly childRunIndex: number;
  readonly executionIndex: number;
}

/** A row of the timeline. */
export type TimelineRow = GroupRow | ExecutionRow | AttemptRow | SpanRow | ChildRunRow;

/** Which rows are wanted. */
export interface TimelineRowsOptions {
  /** Ids of the rows that are open. @default none */
  readonly expanded?: ReadonlySet<string>;
  /** More equal siblings than this become one row; Infinity: never. @default 5 */
  readonly collapseAbove?: number;
  /** 1 for each execution that may show, by index. @default all */
  readonly only?: Uint8Array;
  /** The groups, where they are known already. @default computed */
  readonly groups?: SiblingGroups;
}

/** Id of an execution's row; also what a link to it says. */
export function executionRowId(executionId: string): string {
  return executionId;
}

/** Id of a span's row. */
export function spanRowId(spanId: string): string {
  return `span:${spanId}`;
}

/** Id of a group's row. */
export function groupRowId(groupId: string): string {
  return `group:${groupId}`;
}

/** Where a row is put. */
type Seat = Pick<RowPlace, "depth" | "parentRow" | "positionInSet" | "setSize">;

interface Child {
  readonly startMs: number;
  readonly add: (seat: Seat) => void;
}

class RowBuilder {
  readonly rows: TimelineRow[] = [];
  readonly #view: RunView;
  readonly #expanded: ReadonlySet<string>;

  constructor(view: RunView, expanded: ReadonlySet<string>) {
    this.#view = view;
    this.#expanded = expanded;
  }

  group(
    group: { readonly id: string; readonly step: string; readonly memberIndexes: readonly number[] },
    seat: Seat,
  ): void {
    const { step, memberIndexes } = group;
    const parentRow = this.rows.length;
    const place = this.#place(groupRowId(group.id), seat, true);
    let startMs = Infinity;
    let endMs = 0;
    for (const index of memberIndexes) {
      const execution = this.#view.executions[index];
      if (execution === undefined) continue;
      startMs = Math.min(startMs, execution.startedMs ?? execution.queuedMs);
      endMs = Math.max(endMs, execution.endedMs ?? this.#view.lastMs);
    }
    const counts = groupCounts(this.#view, memberIndexes);
    this.rows.push({ kind: "group", ...place, step, memberIndexes, counts, startMs, endMs });
    if (!place.isExpanded) return;
    const members = failuresFirst(this.#view, memberIndexes);
    for (const [at, index] of members.entries())
      this.execution(index, { depth: 1, parentRow, positionInSet: at + 1, setSize: members.length });
  }

  execution(executionIndex: number, seat: Seat): void {
    const execution = this.#view.executions[executionIndex];
    if (execution === undefined) return;
    const bareAttempts = this.#bareAttempts(execution);
    const setSize = execution.spanIndexes.length + execution.childRunIndexes.length + bareAttempts.length;
    const place = this.#place(executionRowId(execution.id), seat, setSize > 0);
    const parentRow = this.rows.length;
    this.rows.push({ kind: "execution", ...place, executionIndex });
    if (!place.isExpanded) return;
    const children = this.#childrenOf(execution, bareAttempts);
    for (const [at, child] of children.entries())
      child.add({ depth: seat.depth + 1, parentRow, positionInSet: at + 1, setSize });
  }

  span(span: SpanView, seat: Seat): void {
    const { index: spanIndex, executionIndex, childIndexes } = span;
    const place = this.#place(spanRowId(span.spanId), seat, childIndexes.length > 0);
    const parentRow = this.rows.length;
    this.rows.push({ kind: "span", ...place, spanIndex, executionIndex });
    if (!place.isExpanded) return;
    for (const [at, index] of childIndexes.entries()) {
      const child = this.#view.spans[index];
      if (child !== undefined)
        this.span(child, { depth: seat.depth + 1, parentRow, positionInSet: at + 1, setSize: childIndexes.length });
    }
  }

  #place(id: string, seat: Seat, isExpandable: boolean): RowPlace {
    return { id, ...seat, isExpandable, isExpanded: isExpandable && this.#expanded.has(id) };
  }

  /** Attempts of an execution that needed several, of which no span shows what they did. */
  #bareAttempts(execution: ExecutionView): AttemptView[] {
    if (execution.attempts.length < 2) return [];
    const shown = new Set(execution.spanIndexes.map((index) => this.#view.spans[index]?.attempt));
    return execution.attempts.filter((attempt) => !shown.has(attempt.number));
  }

  /** Spans, child runs and bare attempts of an execution, by start. */
  #childrenOf(execution: ExecutionView, bareAttempts: readonly AttemptView[]): Child[] {
    const children: Child[] = [];
    const executionIndex = execution.index;
    for (const spanIndex of execution.spanIndexes) {
      const span = this.#view.spans[spanIndex];
      if (span !== undefined) children.push({ startMs: span.startMs, add: (seat) => this.span(span, seat) });
    }
    for (const childRunIndex of execution.childRunIndexes) {
      const child = this.#view.childRuns[childRunIndex];
      if (child === undefined) continue;
      const add = (seat: Seat): void => {
        this.rows.push({
          kind: "childRun",
          ...this.#place(`run:${child.childRunId}`, seat, false),
          childRunIndex,
          executionIndex,
        });
      };
      children.push({ startMs: child.startMs, add });
    }
    for (const bare of bareAttempts) {
      const attemptIndex = execution.attempts.indexOf(bare);
      const id = `${execution.id}@${attemptIndex}`;
      const add = (seat: Seat): void => {
        this.rows.push({
          kind: "attempt",
          ...this.#place(id, seat, false),
          executionIndex,
          attemptIndex,
          attempt: bare.number,
        });
      };
      children.push({ startMs: bare.startedMs, add });
    }
    return children.sort((one, other) => one.startMs - other.startMs);
  }
}

/** What stands at the top: an execution index, or a group's place in the list of groups as its complement. */
function topLevel(
  view: RunView,
  groups: SiblingGroups,
  options: TimelineRowsOptions,
): { readonly order: number[]; readonly members: number[][] } {
  const { only, collapseAbove = 5 } = options;
  const members = groups.groups.map((group) =>
    only === undefined ? [...group.memberIndexes] : group.memberIndexes.filter((index) => only[index] === 1),
  );
  const order: number[] = [];
  const seen = new Set<number>();
  for (const execution of view.executions) {
    if (only !== undefined && only[execution.index] !== 1) continue;
    const group = groups.groupByExecution[execution.index] ?? -1;
    const isCollapsed = (members[group]?.length ?? 0) > collapseAbove;
    if (!isCollapsed) order.push(execution.index);
    else if (!seen.has(group)) {
      seen.add(group);
      order.push(~group);
    }
  }
  return { order, members };
}

/**
 * The rows of a run's timeline, top to bottom: executions in the order in which they were queued, what is expanded
 * opened, more than five equal siblings as one row with the failed first in it.
 *
 * @example
 * ```ts
 * import { RunFold, timelineRows } from "stepscope/view";
 *
 * const view = new RunFold().view();
 * if (view) console.log(timelineRows(view, { expanded: new Set(["x1"]) }).length);
 * ```
 */
export function timelineRows(view: RunView, options: TimelineRowsOptions = {}): TimelineRow[] {
  const groups = options.groups ?? siblingGroups(view);
  const { order, members } = topLevel(view, groups, options);
  const builder = new RowBuilder(view, options.expanded ?? new Set());
  const outside = view.spans.filter((span) => span.executionIndex < 0 && span.parentIndex < 0);
  const setSize = order.length + outside.length;
  for (const [at, entry] of order.entries()) {
    const group = groups.groups[~entry];
    const seat = { depth: 0, parentRow: -1, positionInSet: at + 1, setSize };
    if (entry >= 0 || group === undefined) builder.execution(entry, seat);
    else builder.group({ id: group.id, step: group.step, memberIndexes: members[group.index] ?? [] }, seat);
  }
  for (const [at, span] of outside.entries())
    builder.span(span, { depth: 0, parentRow: -1, positionInSet: order.length + at + 1, setSize });
  return builder.rows;
}

/** Ids of the rows that must be open for a row of this execution or span to show. */
export function ancestorRowIds(
  view: RunView,
  groups: SiblingGroups,
  target: { readonly executionIndex: number; readonly spanIndex?: number },
): string[] {
  const ids: string[] = [];
  let span = target.spanIndex === undefined ? undefined : view.spans[target.spanIndex];
  const execution = view.executions[target.executionIndex];
  const group = groups.groups[groups.groupByExecution[target.executionIndex] ?? -1];
  if (group !== undefined) ids.push(groupRowId(group.id));
  if (execution !== undefined && span !== undefined) ids.push(executionRowId(execution.id));
  for (span = view.spans[span?.parentIndex ?? -1]; span !== undefined; span = view.spans[span.parentIndex])
    ids.push(spanRowId(span.spanId));
  return ids;
}

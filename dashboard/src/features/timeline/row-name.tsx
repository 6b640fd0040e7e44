// The name of a row: what it is, which of several, what was unusual, how long it took.

import { ChevronDown, ChevronRight, RotateCw } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { ExecutionView, RunView, TimelineRow } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatDuration, formatOrdinal, formatTimes, shortId } from "#lib/format.ts";
import { spanKindName } from "#lib/run/span-kind.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { visibleText } from "#lib/visible-text.ts";
import { KindIcon, type KindName } from "#ui/kind-icon.tsx";

interface NameParts {
  readonly kind: KindName;
  readonly title: string;
  readonly isCode?: boolean;
  readonly ordinal?: string;
  readonly flag?: ReactNode;
  readonly durationMs: number | undefined;
}

/** Elapsed: from queued to end; of a row that goes on, to the end of what is known. */
export function elapsedOf(execution: ExecutionView, view: RunView): number {
  return (execution.endedMs ?? view.lastMs) - execution.queuedMs;
}

const FAIL = "text-2xs whitespace-nowrap text-fail-fg";
const RETRY = "inline-flex items-center gap-0.5 text-2xs whitespace-nowrap text-retry-fg";

function executionParts({ view, stepCounts }: RunModel, execution: ExecutionView): NameParts {
  const tries = execution.attempts.length;
  return {
    kind: execution.collectedFrom !== undefined || execution.inputEventIds.length > 1 ? "join" : "step",
    title: execution.step,
    ...((stepCounts.get(execution.step) ?? 0) > 1 ? { ordinal: formatOrdinal(execution.ordinal) } : {}),
    durationMs: elapsedOf(execution, view),
    flag: (
      <>
        {execution.outcome === "failed" && <span className={FAIL}>failed</span>}
        {execution.outcome === "cancelled" && <span className="text-2xs text-muted-foreground">cancelled</span>}
        {tries > 1 && (
          <span className={RETRY}>
            <RotateCw aria-hidden className="size-3" />
            {tries}
            <span className="sr-only"> attempts</span>
          </span>
        )}
      </>
    ),
  };
}

function partsOf(row: TimelineRow, model: RunModel): NameParts {
  const { view } = model;
  switch (row.kind) {
    case "group": {
      const { failed, retried } = row.counts;
      const flag = (
        <>
          {failed > 0 && <span className={FAIL}>{failed} failed</span>}
          {failed === 0 && retried > 0 && <span className={RETRY}>{retried} retried</span>}
        </>
      );
      return {
        kind: "group",
        title: row.step,
        ordinal: formatTimes(row.counts.total),
        flag,
        durationMs: row.endMs - row.startMs,
      };
    }
    case "execution": {
      const execution = view.executions[row.executionIndex];
      return execution === undefined
        ? { kind: "step", title: "?", durationMs: undefined }
        : executionParts(model, execution);
    }
    case "attempt": {
      const attempt = view.executions[row.executionIndex]?.attempts[row.attempt];
      const isBad = attempt?.outcome === "failed" || attempt?.outcome === "retried";
      return {
        kind: "step",
        title: `attempt ${row.attempt + 1}`,
        flag: isBad ? <span className={FAIL}>failed</span> : undefined,
        durationMs: attempt === undefined ? undefined : (attempt.endedMs ?? view.lastMs) - attempt.startedMs,
      };
    }
    case "span": {
      const span = view.spans[row.spanIndex];
      if (span === undefined) return { kind: "span", title: "?", durationMs: undefined };
      return {
        kind: spanKindName(span),
        title: span.name,
        isCode: true,
        flag: span.status === "error" ? <span className={FAIL}>{span.errorCode ?? "error"}</span> : undefined,
        durationMs: span.endMs - span.startMs,
      };
    }
    case "childRun": {
      const child = view.childRuns[row.childRunIndex];
      return {
        kind: "childRun",
        title: child?.workflow ?? "?",
        ordinal: child === undefined ? "" : shortId(child.childRunId),
        durationMs: child === undefined ? undefined : (child.endMs ?? view.lastMs) - child.startMs,
      };
    }
  }
}

/** What a screen reader hears of a row. */
export function rowSentence(row: TimelineRow, model: RunModel): string {
  const { view } = model;
  const parts = partsOf(row, model);
  const execution = row.kind === "execution" ? view.executions[row.executionIndex] : undefined;
  const state =
    execution === undefined
      ? ""
      : `, ${execution.outcome}${execution.attempts.length > 1 ? `, ${execution.attempts.length} attempts` : ""}`;
  const members = row.kind === "group" ? `, ${row.counts.total} executions, ${row.counts.failed} failed` : "";
  return `${parts.title}${parts.ordinal === undefined ? "" : ` ${parts.ordinal}`}${state}${members}, lasted ${formatDuration(parts.durationMs)}`;
}

/** The cell. */
export function RowName({
  row,
  model,
  onToggle,
}: {
  readonly row: TimelineRow;
  readonly model: RunModel;
  readonly onToggle: () => void;
}): ReactElement {
  const parts = partsOf(row, model);
  return (
    <div
      role="rowheader"
      className="relative flex min-w-0 items-center gap-1.5 border-border pr-3 group-aria-selected/row:shadow-[inset_2px_0_var(--primary)] sm:border-r max-sm:h-[26px]"
      style={{ paddingLeft: 8 + row.depth * 16 }}
    >
      {row.isExpandable ? (
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
          className="hit-24 grid size-4 shrink-0 place-items-center text-subtle-foreground hover:text-foreground"
        >
          {row.isExpanded ? <ChevronDown className="size-3" /> : <ChevronRight className="size-3" />}
        </button>
      ) : (
        <span className="size-4 shrink-0" />
      )}
      <KindIcon kind={parts.kind} />
      <span className={cn("min-w-0 truncate", parts.isCode === true ? "code" : "font-medium")}>
        {visibleText(parts.title)}
      </span>
      {parts.ordinal !== undefined && (
        <span className="nums shrink-0 text-xs text-subtle-foreground">{parts.ordinal}</span>
      )}
      {parts.flag}
      <span className="nums ml-auto pl-1 text-xs text-muted-foreground">{formatDuration(parts.durationMs)}</span>
    </div>
  );
}

// The latest runs of a workflow against its steps: which step failed, retried or took long, in which run.

import Link from "next/link";
import type { ReactElement } from "react";
import type { RunStepRow, RunSummary, StepStatistics } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatDuration, plural } from "#lib/format.ts";
import { runHref } from "#lib/links.ts";
import { shownStatus } from "#lib/run-status.ts";
import { visibleText } from "#lib/visible-text.ts";
import { StatusIcon, statusWord } from "#ui/status.tsx";

export interface StepGridProps {
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  readonly steps: readonly RunStepRow[];
  readonly statistics: readonly StepStatistics[];
  readonly nowMs: number;
}

/** How dark a cell is: its time against the step's usual p95, in four steps. */
function shadeOf(cell: RunStepRow, usualMs: number): string {
  const ratio = usualMs <= 0 ? 0 : cell.maxMs / usualMs;
  if (ratio < 0.25) return "bg-k-step/25";
  if (ratio < 0.6) return "bg-k-step/45";
  return ratio < 1.05 ? "bg-k-step/70" : "bg-k-step";
}

function Cell({ cell, usualMs }: { readonly cell: RunStepRow | undefined; readonly usualMs: number }): ReactElement {
  if (cell === undefined)
    return (
      <td className="size-4 p-px">
        <span className="sr-only">not run</span>
      </td>
    );
  const words = [
    plural(cell.executions, "execution"),
    formatDuration(cell.maxMs),
    ...(cell.failures > 0 ? [`${cell.failures} failed`] : []),
    ...(cell.retries > 0 ? [plural(cell.retries, "retry", "retries")] : []),
  ];
  return (
    <td className="size-4 p-px">
      <Link
        href={runHref(cell.runId)}
        prefetch={false}
        title={`${cell.step}: ${words.join(", ")}`}
        className={cn(
          "relative block size-3.5 rounded-[2px] hover:ring-1 hover:ring-foreground",
          cell.failures > 0 ? "bg-fail" : shadeOf(cell, usualMs),
        )}
      >
        {cell.failures === 0 && cell.retries > 0 && (
          <i className="absolute inset-x-0 bottom-0 h-[3px] rounded-b-[2px] bg-retry" />
        )}
        <span className="sr-only">
          {cell.step}: {words.join(", ")}
        </span>
      </Link>
    </td>
  );
}

/** A column per run, oldest at the left; a row per step. */
export function StepGrid({ runs, steps, statistics, nowMs }: StepGridProps): ReactElement {
  const columns = runs.toReversed();
  const cells = new Map(steps.map((cell) => [`${cell.runId} ${cell.step}`, cell]));
  const usual = new Map(statistics.map((one) => [one.step, one.p95Ms]));
  const names = [...new Set([...statistics.map((one) => one.step), ...steps.map((cell) => cell.step)])];
  return (
    <div className="overflow-x-auto p-4" tabIndex={0} role="region" aria-label="Latest runs by step">
      <table className="border-collapse text-xs">
        <thead>
          <tr>
            <th scope="col" className="pr-3 text-left font-normal text-muted-foreground">
              Latest {columns.length}
            </th>
            {columns.map((run) => {
              const shown = shownStatus(run, nowMs);
              return (
                <th key={run.runId} scope="col" className="size-4 p-px">
                  <Link
                    href={runHref(run.runId)}
                    prefetch={false}
                    aria-label={`Run, ${statusWord(shown)}`}
                    title={visibleText(run.inputPreview)}
                    className="grid size-3.5 place-items-center"
                  >
                    <StatusIcon status={shown.status} className="size-3" />
                  </Link>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row" className="max-w-40 truncate pr-3 text-left font-medium">
                {visibleText(name)}
              </th>
              {columns.map((run) => (
                <Cell key={run.runId} cell={cells.get(`${run.runId} ${name}`)} usualMs={usual.get(name) ?? 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="pt-2 text-2xs text-subtle-foreground">
        Darker is longer, against the step’s usual p95. Red: an execution failed. Orange foot: it was retried.
      </p>
    </div>
  );
}

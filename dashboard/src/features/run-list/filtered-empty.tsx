// No run matches: which condition to remove, and how many rows that brings back.

"use client";

import { useQueries } from "@tanstack/react-query";
import type { LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import { fetchJson } from "#lib/fetch-json.ts";
import { formatCount } from "#lib/format.ts";
import { type Condition, formatConditions } from "#lib/run-query.ts";
import { Button } from "#ui/button.tsx";
import { Chip } from "#ui/chip.tsx";
import { EmptyState } from "#ui/empty-state.tsx";

export interface FilteredEmptyProps {
  readonly icon: LucideIcon;
  readonly conditions: readonly Condition[];
  readonly hasInterval: boolean;
  readonly from: string;
  readonly to: string;
  readonly onChange: (conditions: readonly Condition[]) => void;
  readonly onWiden: () => void;
  readonly onClear: () => void;
}

/** Counts what each removal would show, and offers the best. */
export function FilteredEmpty(props: FilteredEmptyProps): ReactElement {
  const { conditions, from, to } = props;
  const without = conditions.map((_, index) => conditions.toSpliced(index, 1));
  const counts = useQueries({
    queries: without.slice(0, 6).map((rest) => ({
      queryKey: ["count", formatConditions(rest), from, to],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        fetchJson<{ readonly count: number }>(
          `/api/runs/count?${new URLSearchParams({ q: formatConditions(rest), from, to }).toString()}`,
          signal,
        ),
    })),
  });
  const best = counts
    .map((query, index) => ({ index, count: query.data?.count ?? 0 }))
    .toSorted((a, b) => b.count - a.count)[0];
  const removable = best === undefined || best.count === 0 ? undefined : conditions[best.index];
  return (
    <EmptyState
      icon={props.icon}
      title="No runs match"
      actions={
        <>
          {removable !== undefined && best !== undefined && (
            <Button variant="primary" onClick={() => props.onChange(conditions.toSpliced(best.index, 1))}>
              Remove {removable.field ?? "text"} filter
            </Button>
          )}
          {props.hasInterval && <Button onClick={props.onWiden}>Widen to all time</Button>}
          <Button variant="ghost" onClick={props.onClear}>
            Clear all
          </Button>
        </>
      }
    >
      {removable === undefined || best === undefined ? (
        "No single filter is to blame: removing any one of them still shows nothing."
      ) : (
        <span className="inline-flex flex-wrap items-center justify-center gap-1">
          Removing{" "}
          <Chip
            {...(removable.field === undefined
              ? { value: `“${removable.value}”` }
              : { field: removable.field, value: removable.value })}
          />{" "}
          would show {formatCount(best.count)}.
        </span>
      )}
    </EmptyState>
  );
}

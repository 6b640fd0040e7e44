// Facets beside the list: what values there are, how often, and a click to filter by one.

"use client";

import type { ReactElement, ReactNode } from "react";
import type { FacetValue, RunFacets } from "stepscope/view";
import { formatCompact, formatDuration } from "#lib/format.ts";
import { type Condition, STATUS_VALUES, toggleValue, valuesOf } from "#lib/run-query.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Checkbox } from "#ui/checkbox.tsx";
import { STATUS_LOOK, StatusIcon } from "#ui/status.tsx";

export interface FacetsProps {
  readonly facets: RunFacets | undefined;
  readonly conditions: readonly Condition[];
  readonly onChange: (conditions: readonly Condition[]) => void;
}

interface Entry {
  readonly value: string;
  readonly label: string;
  readonly count: number;
  readonly icon?: ReactNode;
}

function FacetGroup({
  title,
  field,
  entries,
  props,
}: {
  readonly title: string;
  readonly field: string;
  readonly entries: readonly Entry[];
  readonly props: FacetsProps;
}): ReactElement | null {
  const chosen = valuesOf(props.conditions, field);
  if (entries.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="pt-1 text-xs leading-6 font-medium text-muted-foreground">{title}</h2>
      {entries.map((entry) => (
        <label key={entry.value} className="flex h-6 min-w-0 items-center gap-2 rounded-chip pr-2 hover:bg-accent">
          <Checkbox
            label={`${title}: ${entry.label}, ${entry.count}`}
            checked={chosen.includes(entry.value)}
            onChange={() => props.onChange(toggleValue(props.conditions, field, entry.value))}
          />
          {entry.icon}
          <span className="min-w-0 flex-1 truncate">{entry.label}</span>
          <span className="nums text-xs text-subtle-foreground">{formatCompact(entry.count)}</span>
        </label>
      ))}
    </section>
  );
}

/** The most frequent values; those that are chosen always stay. */
function topEntries(facets: readonly FacetValue[], chosen: readonly string[]): readonly Entry[] {
  const top = facets.filter((facet, index) => index < 8 || chosen.includes(facet.value));
  const missing = chosen
    .filter((value) => !top.some((facet) => facet.value === value))
    .map((value) => ({ value, count: 0 }));
  return [...top, ...missing].map((facet) => ({ ...facet, label: visibleText(facet.value) }));
}

function DurationFacet({ facets }: { readonly facets: RunFacets }): ReactElement | null {
  const { durations } = facets;
  const first = durations.find((bucket) => bucket.count > 0);
  const last = durations.findLast((bucket) => bucket.count > 0);
  if (first === undefined || last === undefined) return null;
  const seen = durations.slice(durations.indexOf(first), durations.indexOf(last) + 1);
  const most = Math.max(...seen.map((bucket) => bucket.count));
  return (
    <section aria-label="Duration" className="pr-2">
      <h2 className="pt-1 text-xs leading-6 font-medium text-muted-foreground">Duration</h2>
      <svg
        viewBox={`0 0 ${seen.length} 24`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Durations from ${formatDuration(first.fromMs)} to ${formatDuration(last.toMs)}`}
        className="block h-6 w-full fill-k-step"
      >
        {seen.map((bucket, index) => {
          const height = bucket.count === 0 ? 0 : Math.max(1.5, (bucket.count / most) * 24);
          return <rect key={bucket.fromMs} x={index + 0.1} y={24 - height} width={0.8} height={height} />;
        })}
      </svg>
      <div className="nums flex justify-between text-2xs text-subtle-foreground">
        <span>{formatDuration(first.fromMs)}</span>
        <span>{formatDuration(last.toMs)}</span>
      </div>
    </section>
  );
}

/** 172 px at the left of the table; hidden when narrow, where the filter bar does the same. */
export function Facets(props: FacetsProps): ReactElement {
  const { facets, conditions } = props;
  const counts = new Map(facets?.statuses.map((facet) => [facet.value, facet.count]));
  const chosenStatuses = valuesOf(conditions, "status");
  const statuses = STATUS_VALUES.filter(
    (status) => (counts.get(status) ?? 0) > 0 || chosenStatuses.includes(status),
  ).map((status) => ({
    value: status,
    label: STATUS_LOOK[status].short,
    count: counts.get(status) ?? 0,
    icon: <StatusIcon status={status} />,
  }));
  return (
    <aside
      aria-label="Facets"
      className="hidden min-h-0 w-[172px] shrink-0 overflow-auto border-r border-border pt-2 pr-0 pb-4 pl-4 lg:block"
    >
      <FacetGroup title="Status" field="status" entries={statuses} props={props} />
      <FacetGroup
        title="Workflow"
        field="workflow"
        entries={topEntries(facets?.workflows ?? [], valuesOf(conditions, "workflow"))}
        props={props}
      />
      <FacetGroup
        title="Has step"
        field="step"
        entries={topEntries(facets?.steps ?? [], valuesOf(conditions, "step"))}
        props={props}
      />
      <FacetGroup
        title="Tag"
        field="tag"
        entries={topEntries(facets?.tags ?? [], valuesOf(conditions, "tag"))}
        props={props}
      />
      {facets !== undefined && <DurationFacet facets={facets} />}
      {facets !== undefined && !facets.isExact && (
        <p className="pt-2 pr-2 text-2xs text-subtle-foreground">
          Counted over the newest {formatCompact(facets.countedRuns)} runs.
        </p>
      )}
    </aside>
  );
}

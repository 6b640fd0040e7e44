// To the previous and the next run: of the list that this one was opened from, or of all runs by their start.

"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactElement } from "react";
import type { RunDetail, RunPage } from "stepscope/view";
import { fetchJson } from "#lib/fetch-json.ts";
import { formatCount } from "#lib/format.ts";
import { type RunPageView, api, runHref } from "#lib/links.ts";
import { type RunTrail, useRunTrail } from "#lib/run-trail.ts";
import { useCommand } from "#ui/hotkeys.ts";
import { IconButton } from "#ui/icon-button.tsx";

interface Neighbours {
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

const NONE: Neighbours = { previous: undefined, next: undefined };

function neighboursIn(runIds: readonly string[], runId: string): Neighbours {
  const at = runIds.indexOf(runId);
  return at < 0 ? NONE : { previous: runIds[at - 1], next: runIds[at + 1] };
}

/** The run after this one in an order; `bound` begins the page at its start. */
async function following(
  run: RunDetail,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const search = new URLSearchParams({ ...query, limit: "20" }).toString();
  const { runs } = await fetchJson<RunPage>(api.runs(search), signal);
  const ids = runs.map(({ runId }) => runId);
  return neighboursIn(ids, run.runId).next;
}

function useNeighbours(run: RunDetail, trail: RunTrail | undefined): Neighbours {
  const { data } = useQuery({
    queryKey: ["neighbours", run.runId],
    queryFn: async ({ signal }) => {
      const [previous, next] = await Promise.all([
        following(run, { sort: "oldest", from: String(run.startedAtMs) }, signal),
        following(run, { sort: "newest", to: String(run.startedAtMs + 1) }, signal),
      ]);
      return { previous, next };
    },
    enabled: trail === undefined,
  });
  return trail === undefined ? (data ?? NONE) : neighboursIn(trail.runIds, run.runId);
}

/** Two arrows, with where this run stands in its list. */
export function RunNeighbours({ run, open }: { readonly run: RunDetail; readonly open: RunPageView }): ReactElement {
  const router = useRouter();
  const trail = useRunTrail(run.runId);
  const { previous, next } = useNeighbours(run, trail);
  const go = (runId: string | undefined): void => {
    // Back leads to where the reader came from, not through every run looked at on the way.
    if (runId !== undefined) router.replace(runHref(runId, { view: open }));
  };
  useCommand({ keys: "k", label: "Previous run", group: "This run" }, () => go(previous), previous !== undefined);
  useCommand({ keys: "j", label: "Next run", group: "This run" }, () => go(next), next !== undefined);
  const list = trail === undefined ? "" : " in the list";
  return (
    <span className="flex items-center gap-0.5 max-sm:hidden">
      <IconButton
        size="sm"
        label={`Previous run${list}`}
        keys="K"
        disabled={previous === undefined}
        onClick={() => go(previous)}
      >
        <ChevronUp aria-hidden />
      </IconButton>
      <IconButton size="sm" label={`Next run${list}`} keys="J" disabled={next === undefined} onClick={() => go(next)}>
        <ChevronDown aria-hidden />
      </IconButton>
      {trail !== undefined && (
        <span className="nums pl-1 text-xs text-subtle-foreground max-lg:hidden">
          {formatCount(trail.runIds.indexOf(run.runId) + 1)} of {formatCount(trail.runIds.length)}
        </span>
      )}
    </span>
  );
}

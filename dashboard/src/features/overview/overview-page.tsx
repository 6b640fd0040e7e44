// The overview: six numbers, three charts, what goes on, what went wrong.

"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CalendarClock, RefreshCw, Workflow } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { type ReactElement, useCallback } from "react";
import { fetchJson } from "#lib/fetch-json.ts";
import type { OverviewData, OverviewRange } from "#lib/overview-data.ts";
import { useOnStoreChange } from "#lib/use-store-changes.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { IconButton } from "#ui/icon-button.tsx";
import { Menu, MenuRadioGroup } from "#ui/menu.tsx";
import { PageTitle, TopBar } from "#ui/top-bar.tsx";
import { DurationChart, OutcomeChart, UsageChart } from "./charts.tsx";
import { ExportNow, RunningNow, WaitingNow } from "./now-lists.tsx";
import { Stats } from "./stats.tsx";
import { Failures, Regressions } from "./trouble-lists.tsx";

const RANGES = [
  { value: "1h", label: "Last hour", name: "hour" },
  { value: "24h", label: "Last 24 hours", name: "24 h" },
  { value: "7d", label: "Last 7 days", name: "7 days" },
  { value: "30d", label: "Last 30 days", name: "30 days" },
] as const satisfies readonly { readonly value: OverviewRange; readonly label: string; readonly name: string }[];

function useOverview(first: OverviewData) {
  const [address, setAddress] = useQueryStates(
    { range: parseAsStringLiteral(RANGES.map((range) => range.value)), wf: parseAsString.withDefault("") },
    { shallow: true },
  );
  const range = address.range ?? first.range;
  const query = useQuery({
    queryKey: ["overview", range, address.wf],
    queryFn: ({ signal }) =>
      fetchJson<OverviewData>(`/api/overview?${new URLSearchParams({ range, wf: address.wf }).toString()}`, signal),
    placeholderData: keepPreviousData,
    ...(range === first.range && address.wf === "" ? { initialData: first } : {}),
  });
  const { refetch } = query;
  useOnStoreChange(useCallback(() => void refetch(), [refetch]));
  return { data: query.data ?? first, range, workflow: address.wf, setAddress, refetch };
}

/** The page. */
export function OverviewPage({ first }: { readonly first: OverviewData }): ReactElement {
  const { data, range, workflow, setAddress, refetch } = useOverview(first);
  const { overview, nowMs } = data;
  const query = workflow === "" ? "" : `workflow:${/\s/u.test(workflow) ? `"${workflow}"` : workflow}`;
  const chosen = RANGES.find((one) => one.value === range) ?? RANGES[1];
  return (
    <>
      <TopBar>
        <PageTitle>Overview</PageTitle>
        <div className="ml-auto flex items-center gap-2">
          <Menu
            label="Workflow"
            trigger={
              <Button>
                <Workflow aria-hidden />
                <span className="max-w-40 truncate">{workflow === "" ? "All workflows" : visibleText(workflow)}</span>
              </Button>
            }
          >
            <MenuRadioGroup
              value={workflow}
              onChange={(wf) => void setAddress({ wf: wf === "" ? null : wf })}
              options={[
                { value: "", label: "All workflows" },
                ...data.workflows.map((value) => ({ value, label: visibleText(value) })),
              ]}
            />
          </Menu>
          <Menu
            label="Interval"
            trigger={
              <Button>
                <CalendarClock aria-hidden />
                {chosen.label}
              </Button>
            }
          >
            <MenuRadioGroup
              value={range}
              onChange={(next) => void setAddress({ range: RANGES.find((one) => one.value === next)?.value ?? null })}
              options={RANGES}
            />
          </Menu>
          <IconButton label="Refresh" onClick={() => void refetch()}>
            <RefreshCw aria-hidden />
          </IconButton>
        </div>
      </TopBar>
      <div className="grid max-w-[1680px] gap-3 p-3 sm:gap-4 sm:p-4">
        <Stats overview={overview} query={query} intervalName={chosen.name} />
        <div className="grid gap-3 sm:gap-4 lg:grid-cols-3">
          <OutcomeChart overview={overview} query={query} />
          <DurationChart overview={overview} query={query} />
          <UsageChart overview={overview} query={query} />
        </div>
        <Lists data={data} nowMs={nowMs} intervalName={chosen.name} />
      </div>
    </>
  );
}

function Lists({
  data,
  nowMs,
  intervalName,
}: {
  readonly data: OverviewData;
  readonly nowMs: number;
  readonly intervalName: string;
}): ReactElement {
  const { overview } = data;
  const column = "flex min-w-0 flex-col gap-3 sm:gap-4";
  return (
    <div className="grid gap-3 sm:gap-4 lg:grid-cols-2">
      <div className={column}>
        <RunningNow
          runs={data.running}
          total={overview.runningNow}
          retrying={overview.retryingNow}
          nowMs={nowMs}
          usualMs={data.usualMs}
        />
        <WaitingNow runs={data.waiting} total={overview.waitingNow} nowMs={nowMs} />
        <ExportNow status={data.exported} nowMs={nowMs} phoenix={data.phoenix} />
      </div>
      <div className={column}>
        <Regressions regressions={overview.regressions} intervalName={intervalName} />
        <Failures failures={overview.failures} total={overview.totals.failed} interval={overview.range} />
      </div>
    </div>
  );
}

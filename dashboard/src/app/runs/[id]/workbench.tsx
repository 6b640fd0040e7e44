// The page of a run: its views, its inspector, its replay, all on one selection and one playhead.

"use client";

import { Hourglass, TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { type CSSProperties, type ReactElement, useState } from "react";
import type { EncodedValue, RunDetail, RunMatch, RunView, WorkflowGraph } from "stepscope/view";
import { Inspector } from "#features/inspector/inspector.tsx";
import { RunBodies, RunLogs, RunRaw } from "#features/inspector/run-bodies.tsx";
import { ValueTree } from "#features/inspector/value-tree.tsx";
import { Transport } from "#features/replay/transport.tsx";
import { FindBox } from "#features/run-find/find-box.tsx";
import { EventList } from "#features/run-events/event-list.tsx";
import { StatePanel } from "#features/run-state/state-panel.tsx";
import { StepGraph } from "#features/step-graph/step-graph.tsx";
import { Timeline } from "#features/timeline/timeline.tsx";
import { TimelineTools } from "#features/timeline/timeline-tools.tsx";
import { FetchError } from "#lib/fetch-json.ts";
import { cn } from "#lib/cn.ts";
import { type RunPageView, api, compareHref, runHref } from "#lib/links.ts";
import { moveToMs, moveToSeq } from "#lib/run/playhead.ts";
import { type FoundInRun, useFind } from "#lib/run/use-find.ts";
import { useLiveView } from "#lib/run/use-live-view.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { useJournal } from "#lib/run/use-journal.ts";
import { Button } from "#ui/button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { Segmented } from "#ui/segmented.tsx";
import { ResizeHandle } from "#ui/resize-handle.tsx";
import { SkeletonRows } from "#ui/skeleton.tsx";
import { copyLink } from "#ui/copy-link.ts";
import { type WorkbenchState, useWorkbench } from "./use-workbench.ts";
import { FactStrip, ViewTabs, WorkbenchBar } from "./workbench-header.tsx";

export interface WorkbenchProps {
  readonly run: RunDetail;
  readonly graph?: WorkflowGraph;
  /** Phoenix's address, when it is known. */
  readonly phoenix?: string;
  readonly nowMs: number;
}

function usePageCommands(run: RunDetail, bench: WorkbenchState): void {
  const router = useRouter();
  const { setOpen, select, model, playhead } = bench;
  useCommand({ keys: "g t", label: "Timeline", group: "Views" }, () => setOpen("timeline"));
  useCommand({ keys: "g g", label: "Graph", group: "Views" }, () => setOpen("graph"));
  useCommand({ keys: "g v", label: "Events", group: "Views" }, () => setOpen("events"));
  useCommand({ keys: "g s", label: "State", group: "Views" }, () => setOpen("state"));
  useCommand({ keys: "g l", label: "Logs", group: "Views" }, () => setOpen("logs"));
  useCommand({ keys: "g i", label: "Input and output", group: "Views" }, () => setOpen("io"));
  useCommand({ keys: "g x", label: "Raw", group: "Views" }, () => setOpen("raw"));
  useCommand({ keys: "c", label: "Compare this run", group: "This run" }, () => router.push(compareHref(run.runId)));
  useCommand(
    { keys: "Escape", label: "Clear selection", group: "This run", isKeyOnly: true },
    () => select(undefined),
    bench.selection !== undefined,
  );
  useCommand({ keys: "y", label: "Copy link", group: "This run" }, copyLink);
  const firstError =
    model?.markers.find((marker) => marker.kind === 0 && marker.executionIndex >= 0) ??
    model?.markers.find((marker) => marker.kind === 1);
  useCommand(
    { keys: "f", label: "First error", group: "This run" },
    () => {
      if (model === undefined || firstError === undefined) return;
      select(model.view.executions[firstError.executionIndex]?.id);
      moveToSeq(playhead, model.view, firstError.seq);
    },
    firstError !== undefined,
  );
}

interface PanelProps extends WorkbenchProps {
  readonly bench: WorkbenchState;
  readonly model: RunModel;
  readonly found: FoundInRun | undefined;
  readonly silentMs: number | undefined;
}

const renderValue = (value: EncodedValue, label: string): ReactElement => <ValueTree value={value} label={label} />;

/** What the open view shows at the left. */
function MainPanel({ bench, model, found, run, graph }: PanelProps): ReactElement {
  const { playhead, selection, select } = bench;
  switch (bench.open) {
    case "graph":
      return <StepGraph model={model} graph={graph} playhead={playhead} selection={selection} onSelect={select} />;
    case "events":
      return <EventList model={model} playhead={playhead} onSelect={select} />;
    case "state":
      return <StatePanel model={model} graph={graph} playhead={playhead} onSelect={select} renderValue={renderValue} />;
    case "logs":
      return <RunLogs view={model.view} />;
    case "io":
      return <RunBodies run={run} view={model.view} />;
    case "raw":
      return <RunRaw run={run} exportHref={api.exported(run.runId)} />;
    case "timeline":
      return (
        <Timeline
          model={model}
          playhead={playhead}
          selection={selection}
          onSelect={select}
          window={bench.window}
          onWindow={bench.setWindow}
          found={found}
          showsCritical={bench.showsCritical}
          namesHandle={
            <ResizeHandle
              label="Width of the names"
              value={bench.namesPx}
              min={160}
              max={560}
              panel="left"
              onChange={bench.setNamesPx}
              className="left-[calc(var(--names)-4px)]"
            />
          }
        />
      );
  }
}

/** What stands at the right of it: the inspector, or beside the graph the state. */
function SidePanel({ bench, model, phoenix, graph, silentMs }: PanelProps): ReactElement {
  const [showsDetails, setShowsDetails] = useState(false);
  const isGraph = bench.open === "graph";
  return (
    <aside
      aria-label="Inspector"
      className="relative flex min-h-0 min-w-0 flex-col border-border bg-background max-lg:border-t lg:overflow-hidden lg:border-l"
    >
      <ResizeHandle
        label="Width of the inspector"
        value={bench.inspectorPx}
        min={280}
        max={900}
        panel="right"
        onChange={bench.setInspectorPx}
        className="-left-[4px]"
      />
      {isGraph && (
        <div className="flex h-10 shrink-0 items-center border-b border-border px-3">
          <Segmented
            label="Beside the graph"
            value={showsDetails ? "details" : "state"}
            options={[
              { value: "state", label: "State" },
              { value: "details", label: "Details" },
            ]}
            onChange={(value) => setShowsDetails(value === "details")}
          />
        </div>
      )}
      {isGraph && !showsDetails ? (
        <StatePanel
          model={model}
          graph={graph}
          playhead={bench.playhead}
          onSelect={bench.select}
          renderValue={renderValue}
        />
      ) : (
        <Inspector
          model={model}
          selection={bench.selection}
          silentMs={silentMs}
          phoenix={phoenix}
          onSelect={bench.select}
        />
      )}
    </aside>
  );
}

const WITHOUT_SIDE: ReadonlySet<RunPageView> = new Set(["io", "raw", "logs"]);

interface ViewBarProps {
  readonly run: RunDetail;
  readonly bench: WorkbenchState;
  readonly view: RunView | undefined;
  readonly found: FoundInRun | undefined;
}

/** What a match is in, as a selection. */
function selectionOf(view: RunView, match: RunMatch): string | undefined {
  const span = match.kind === "span" ? view.spans[match.index] : undefined;
  return span === undefined ? view.executions[match.executionIndex]?.id : `span:${span.spanId}`;
}

/** The tabs, with the tools of the open view. */
function ViewBar({ run, bench, view, found }: ViewBarProps): ReactElement {
  const { open, model, selection } = bench;
  const logs = view?.logs.length ?? 0;
  const goTo = (match: RunMatch): void => {
    if (model === undefined) return;
    bench.select(selectionOf(model.view, match));
    if (match.seq === undefined) moveToMs(bench.playhead, model.view, match.atMs);
    else moveToSeq(bench.playhead, model.view, match.seq);
  };
  return (
    <ViewTabs
      open={open}
      onOpen={bench.setOpen}
      hrefOf={(to) => runHref(run.runId, { view: to, ...(selection === undefined ? {} : { selection }) })}
      counts={{ events: view?.lastSeq ?? run.lastSeq, ...(logs === 0 ? {} : { logs }) }}
    >
      {model !== undefined && (
        <FindBox model={model} text={bench.find} onText={bench.setFind} found={found} onGo={goTo} />
      )}
      {open === "timeline" && model !== undefined && (
        <TimelineTools
          model={model}
          window={bench.window}
          onWindow={bench.setWindow}
          showsCritical={bench.showsCritical}
          onCritical={bench.setShowsCritical}
          foldsIdle={bench.foldsIdle}
          onFold={bench.setFoldsIdle}
        />
      )}
    </ViewTabs>
  );
}

/** What stands where the panels will be. */
function NotYet({ error, phase, retry }: ReturnType<typeof useJournal>): ReactElement {
  if (error === undefined && phase === "following") {
    return (
      <EmptyState icon={Hourglass} title="No records yet" className="m-auto">
        The run is known, but nothing it did has been stored. This page follows it.
      </EmptyState>
    );
  }
  if (error === undefined) return <SkeletonRows count={12} rowClassName="h-7" />;
  const isGone = error instanceof FetchError && error.status === 404;
  return (
    <EmptyState
      icon={TriangleAlert}
      title={isGone ? "This run is no longer in the store" : "The journal of this run could not be read"}
      className="m-auto"
      actions={<Button onClick={retry}>Try again</Button>}
    >
      {error.message}
    </EmptyState>
  );
}

/** The page. */
export function Workbench(props: WorkbenchProps): ReactElement {
  const { run, phoenix, nowMs } = props;
  const journal = useJournal(run.runId);
  const { view, silentMs } = useLiveView(journal.view);
  const bench = useWorkbench(view);
  const found = useFind(journal.view, bench.find);
  usePageCommands(run, bench);
  const { model, open } = bench;
  const style = { "--names": `${bench.namesPx}px`, "--inspector": `${bench.inspectorPx}px` } as CSSProperties;
  const hasSide = !WITHOUT_SIDE.has(open);
  const panel = model === undefined ? undefined : { ...props, bench, model, found, silentMs };
  return (
    <div className="flex min-h-full flex-1 flex-col lg:h-full lg:min-h-0" style={style}>
      <WorkbenchBar run={run} open={open} phoenix={phoenix} />
      <FactStrip run={run} view={view} silentMs={silentMs} nowMs={nowMs} />
      <ViewBar run={run} bench={bench} view={view} found={found} />
      {panel === undefined ? (
        <NotYet {...journal} />
      ) : (
        <>
          <div
            className={cn(
              "min-h-0 flex-1",
              hasSide ? "grid lg:grid-cols-[minmax(0,1fr)_var(--inspector)]" : "flex flex-col",
            )}
          >
            <MainPanel {...panel} />
            {hasSide && <SidePanel {...panel} />}
          </div>
          <Transport playhead={bench.playhead} model={panel.model} stops={bench.stops} onStops={bench.setStops} />
        </>
      )}
    </div>
  );
}

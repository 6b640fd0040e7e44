// The journal of a run, record by record; the playhead stands on one of them.

"use client";

import { useQueries } from "@tanstack/react-query";
import { type VirtualItem, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactElement, useEffect, useRef } from "react";
import type { RunRecord } from "stepscope/view";
import { useStore } from "zustand";
import { cn } from "#lib/cn.ts";
import { fetchJson } from "#lib/fetch-json.ts";
import { formatCount, formatDuration } from "#lib/format.ts";
import { api } from "#lib/links.ts";
import { type Playhead, moveToSeq, playheadSeq } from "#lib/run/playhead.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Skeleton } from "#ui/skeleton.tsx";
import { type RecordLine, recordLine } from "./record-line.ts";

export interface EventListProps {
  readonly model: RunModel;
  readonly playhead: Playhead;
  readonly onSelect: (selection: string) => void;
}

const PAGE = 200;
const ROW_PX = 26;

const TONE: Readonly<Record<RecordLine["tone"], string>> = {
  plain: "",
  fail: "text-fail-fg",
  retry: "text-retry-fg",
  wait: "text-wait-fg",
  state: "text-k-tool-fg",
  quiet: "text-muted-foreground",
};

/** The records of the pages that are in sight. */
function useRecords(model: RunModel, pages: readonly number[]): (seq: number) => RunRecord | undefined {
  const { runId, lastSeq } = model.view;
  const answers = useQueries({
    queries: pages.map((page) => {
      const toSeq = Math.min(lastSeq, (page + 1) * PAGE);
      return {
        queryKey: ["records", runId, page, toSeq],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
          fetchJson<{ readonly records: readonly RunRecord[] }>(api.records(runId, page * PAGE + 1, toSeq), signal),
        staleTime: Infinity,
        structuralSharing: false,
      };
    }),
  });
  return (seq) => {
    const at = pages.indexOf(Math.floor((seq - 1) / PAGE));
    return answers[at]?.data?.records.find((record) => record.seq === seq);
  };
}

function Row({
  model,
  seq,
  record,
  isCurrent,
}: {
  readonly model: RunModel;
  readonly seq: number;
  readonly record: RunRecord | undefined;
  readonly isCurrent: boolean;
}): ReactElement {
  const line = record === undefined ? undefined : recordLine(model.view, record);
  return (
    <div
      className={cn(
        "grid h-[26px] grid-cols-[56px_72px_132px_minmax(80px,180px)_minmax(0,1fr)] items-center gap-3 border-b border-gridline px-4 text-xs max-sm:grid-cols-[44px_60px_minmax(0,1fr)] max-sm:px-3",
        isCurrent && "bg-primary-soft shadow-[inset_2px_0_var(--primary)]",
      )}
    >
      <span className="nums text-right text-subtle-foreground">{formatCount(seq)}</span>
      <span className="nums text-right text-muted-foreground">{formatDuration(model.view.recordMs[seq - 1])}</span>
      {line === undefined || record === undefined ? (
        <Skeleton className="w-40" />
      ) : (
        <>
          <span className="code truncate max-sm:hidden">{record.kind}</span>
          <span className={cn("truncate font-medium", TONE[line.tone])}>{visibleText(line.subject)}</span>
          <span
            dir="auto"
            className={cn(
              "truncate text-left max-sm:hidden",
              line.tone === "plain" ? "text-muted-foreground" : TONE[line.tone],
            )}
          >
            {visibleText(line.detail)}
          </span>
        </>
      )}
    </div>
  );
}

/** Where a key leads from a record; undefined for a key that does not move. */
function targetOf(key: string, current: number, lastSeq: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    PageDown: current + 25,
    PageUp: current - 25,
    Home: 1,
    End: lastSeq,
  };
  const target = targets[key];
  return target === undefined ? undefined : Math.max(1, Math.min(lastSeq, target));
}

function Columns(): ReactElement {
  return (
    <div
      aria-hidden
      className="grid h-7 shrink-0 grid-cols-[56px_72px_132px_minmax(80px,180px)_minmax(0,1fr)] items-center gap-3 border-b border-border px-4 text-xs text-muted-foreground max-sm:hidden"
    >
      <span className="text-right">Record</span>
      <span className="text-right">Time</span>
      <span>Kind</span>
      <span>About</span>
      <span>Detail</span>
    </div>
  );
}

interface RowsProps {
  readonly list: EventListProps;
  readonly items: readonly VirtualItem[];
  readonly current: number;
  readonly recordAt: (seq: number) => RunRecord | undefined;
  readonly onOpen: (seq: number) => void;
}

function Rows({ list, items, current, recordAt, onOpen }: RowsProps): ReactElement {
  const { model } = list;
  return (
    <>
      {items.map(({ index, start }) => {
        const seq = index + 1;
        return (
          <div
            key={seq}
            id={`record-${seq}`}
            role="option"
            aria-selected={seq === current}
            aria-posinset={seq}
            aria-setsize={model.view.lastSeq}
            data-seq={seq}
            onClick={() => onOpen(seq)}
            className="absolute inset-x-0 top-0 cursor-default hover:bg-accent"
            style={{ transform: `translateY(${start}px)` }}
          >
            <Row model={model} seq={seq} record={recordAt(seq)} isCurrent={seq === current} />
          </div>
        );
      })}
    </>
  );
}

/** The pages that these rows are on. */
function pagesOf(items: readonly VirtualItem[]): readonly number[] {
  const first = Math.floor((items[0]?.index ?? 0) / PAGE);
  const last = Math.floor((items.at(-1)?.index ?? 0) / PAGE);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** The list; clicking a record moves the replay there and selects what it is about. */
export function EventList(props: EventListProps): ReactElement {
  const { model, playhead, onSelect } = props;
  const { view } = model;
  const scroller = useRef<HTMLDivElement>(null);
  const current = useStore(playhead, (state) => playheadSeq(state, view));
  const rows = useVirtualizer({
    count: view.lastSeq,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    initialRect: { width: 900, height: 700 },
  });
  const items = rows.getVirtualItems();
  const recordAt = useRecords(model, pagesOf(items));
  const hasScrolled = useRef(false);
  useEffect(() => {
    rows.scrollToIndex(current - 1, { align: hasScrolled.current ? "auto" : "center" });
    hasScrolled.current = true;
  }, [rows, current]);
  const open = (seq: number): void => {
    playhead.setState({ isPlaying: false });
    moveToSeq(playhead, view, seq);
    const record = recordAt(seq);
    const executionId = record === undefined ? undefined : recordLine(view, record).executionId;
    if (executionId !== undefined) onSelect(executionId);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = targetOf(event.key, current, view.lastSeq);
    if (target === undefined) return;
    event.preventDefault();
    open(target);
  };
  const isShown = items.some((item) => item.index === current - 1);
  return (
    <section aria-label="Events" className="flex min-h-0 min-w-0 flex-1 flex-col bg-card">
      <Columns />
      <div
        ref={scroller}
        role="listbox"
        aria-label="Records"
        {...(isShown ? { "aria-activedescendant": `record-${current}` } : {})}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-auto -outline-offset-2 max-sm:max-h-[60vh]"
      >
        <div role="presentation" className="relative" style={{ height: rows.getTotalSize() }}>
          <Rows list={props} items={items} current={current} recordAt={recordAt} onOpen={open} />
        </div>
      </div>
    </section>
  );
}

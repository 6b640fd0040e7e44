// The state of a run's page: in its address what a link should restore, in preferences what a reader likes.

"use client";

import { useQueryStates } from "nuqs";
import { useCallback, useEffect, useMemo, useState } from "react";
import { type RunView, type StopCondition, toAxisMs, toRunMs } from "stepscope/view";
import type { RunPageView } from "#lib/links.ts";
import { acceptBoolean, acceptNumber, usePreference } from "#lib/preferences.ts";
import { type Playhead, createPlayhead } from "#lib/run/playhead.ts";
import { runPageParsers } from "#lib/run/run-page-params.ts";
import type { TimeWindow } from "#lib/run/time-window.ts";
import { type RunModel, useRunModel } from "#lib/run/use-run-model.ts";
import { useRestingPlace } from "#lib/run/use-resting-place.ts";

/** Everything the page's panels share. */
export interface WorkbenchState {
  readonly open: RunPageView;
  readonly setOpen: (view: RunPageView) => void;
  readonly selection: string | undefined;
  readonly select: (selection: string | undefined) => void;
  readonly playhead: Playhead;
  readonly model: RunModel | undefined;
  readonly window: TimeWindow | undefined;
  readonly setWindow: (window: TimeWindow | undefined) => void;
  /** The text that is looked for; empty: none. */
  readonly find: string;
  readonly setFind: (find: string) => void;
  /** What a replay stops at. */
  readonly stops: readonly StopCondition[];
  readonly setStops: (stops: readonly StopCondition[]) => void;
  readonly foldsIdle: boolean;
  readonly setFoldsIdle: (folds: boolean) => void;
  readonly showsCritical: boolean;
  readonly setShowsCritical: (shows: boolean) => void;
  readonly namesPx: number;
  readonly setNamesPx: (px: number) => void;
  readonly inspectorPx: number;
  readonly setInspectorPx: (px: number) => void;
}

/** A playhead that begins where the address says, and stays in step with it. */
function useAddressedPlayhead(at: number | null, setAt: (seq: number | null) => void): Playhead {
  const [playhead] = useState(() => createPlayhead(at === null ? {} : { seq: at }));
  useRestingPlace(playhead, at, setAt);
  return playhead;
}

/** The zoomed part as it is drawn: kept in axis time here, in run time in the address. */
function useWindow(
  model: RunModel | undefined,
  range: { readonly fromMs: number; readonly toMs: number } | null,
  write: (range: { fromMs: number; toMs: number } | null) => void,
) {
  const [live, setLive] = useState<{ readonly map: RunModel["map"]; readonly window: TimeWindow | undefined }>();
  const window = useMemo(() => {
    if (model === undefined) return undefined;
    if (live !== undefined && live.map === model.map) return live.window;
    return range === null
      ? undefined
      : { fromMs: toAxisMs(model.map, range.fromMs), toMs: toAxisMs(model.map, range.toMs) };
  }, [model, live, range]);
  const setWindow = useCallback(
    (next: TimeWindow | undefined) => {
      if (model !== undefined) setLive({ map: model.map, window: next });
    },
    [model],
  );
  useEffect(() => {
    if (live === undefined) return;
    const timer = setTimeout(
      () =>
        write(
          live.window === undefined
            ? null
            : { fromMs: Math.max(0, toRunMs(live.map, live.window.fromMs)), toMs: toRunMs(live.map, live.window.toMs) },
        ),
      300,
    );
    return () => clearTimeout(timer);
  }, [live, write]);
  return { window, setWindow };
}

const NO_STOPS: readonly StopCondition[] = [];

/** The state for one run. */
export function useWorkbench(view: RunView | undefined): WorkbenchState {
  const [address, setAddress] = useQueryStates(runPageParsers, { history: "replace", shallow: true });
  const [foldsIdle, setFoldsIdle] = usePreference("foldsIdle", true, acceptBoolean);
  const [showsCritical, setShowsCritical] = usePreference("criticalPath", true, acceptBoolean);
  const [namesPx, setNamesPx] = usePreference("namesPx", 276, acceptNumber(160, 560));
  const [inspectorPx, setInspectorPx] = usePreference("inspectorPx", 392, acceptNumber(280, 900));
  const model = useRunModel(view, foldsIdle);
  const playhead = useAddressedPlayhead(
    address.at,
    useCallback((at) => void setAddress({ at }), [setAddress]),
  );
  const { window, setWindow } = useWindow(
    model,
    address.t,
    useCallback((t) => void setAddress({ t }), [setAddress]),
  );
  return {
    open: address.view,
    setOpen: useCallback((next) => void setAddress({ view: next }, { history: "push" }), [setAddress]),
    selection: address.sel ?? undefined,
    select: useCallback((sel) => void setAddress({ sel: sel ?? null }), [setAddress]),
    playhead,
    model,
    window,
    setWindow,
    find: address.find,
    setFind: useCallback((find) => void setAddress({ find: find === "" ? null : find }), [setAddress]),
    stops: address.stop ?? NO_STOPS,
    setStops: useCallback((stop) => void setAddress({ stop: stop.length === 0 ? null : [...stop] }), [setAddress]),
    foldsIdle,
    setFoldsIdle,
    showsCritical,
    setShowsCritical,
    namesPx,
    setNamesPx,
    inspectorPx,
    setInspectorPx,
  };
}

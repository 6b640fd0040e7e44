// The tools of the timeline: critical path, folded gaps, zoom.

"use client";

import { FoldHorizontal, Maximize, Route, ZoomIn, ZoomOut } from "lucide-react";
import type { ReactElement } from "react";
import { axisLengthMs } from "stepscope/view";
import { type TimeWindow, wholeWindow, zoomWindow } from "#lib/run/time-window.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { Button } from "#ui/button.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { IconButton } from "#ui/icon-button.tsx";

export interface TimelineToolsProps {
  readonly model: RunModel;
  readonly window: TimeWindow | undefined;
  readonly onWindow: (window: TimeWindow | undefined) => void;
  readonly showsCritical: boolean;
  readonly onCritical: (shows: boolean) => void;
  readonly foldsIdle: boolean;
  readonly onFold: (folds: boolean) => void;
}

/** The tools, in the line of the tabs. */
export function TimelineTools(props: TimelineToolsProps): ReactElement {
  const { model, onWindow, showsCritical, onCritical, foldsIdle, onFold } = props;
  const lengthMs = axisLengthMs(model.map);
  const window = props.window ?? wholeWindow(lengthMs);
  useCommand({ keys: "p", label: "Critical path", group: "Timeline" }, () => onCritical(!showsCritical));
  return (
    <div className="hidden items-center gap-1 lg:flex">
      <Button size="sm" pressed={showsCritical} onClick={() => onCritical(!showsCritical)}>
        <Route aria-hidden />
        Critical path
      </Button>
      {model.foldedMap.breaks.length > 0 && (
        <Button size="sm" pressed={foldsIdle} onClick={() => onFold(!foldsIdle)}>
          <FoldHorizontal aria-hidden />
          Compress idle
        </Button>
      )}
      <IconButton
        size="sm"
        label="Zoom out"
        keys="−"
        onClick={() => onWindow(zoomWindow(window, 1 / 0.6, { share: 0.5, lengthMs }))}
      >
        <ZoomOut aria-hidden />
      </IconButton>
      <IconButton
        size="sm"
        label="Zoom in"
        keys="+"
        onClick={() => onWindow(zoomWindow(window, 0.6, { share: 0.5, lengthMs }))}
      >
        <ZoomIn aria-hidden />
      </IconButton>
      <IconButton size="sm" label="Fit" keys="0" onClick={() => onWindow(undefined)}>
        <Maximize aria-hidden />
      </IconButton>
    </div>
  );
}

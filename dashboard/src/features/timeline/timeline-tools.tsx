// The tools of the timeline: find, critical path, folded gaps, zoom.

"use client";

import { FoldHorizontal, Maximize, Route, Search, ZoomIn, ZoomOut } from "lucide-react";
import { type ReactElement, useRef } from "react";
import { axisLengthMs } from "stepscope/view";
import { type TimeWindow, wholeWindow, zoomWindow } from "#lib/run/time-window.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { Button } from "#ui/button.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { IconButton } from "#ui/icon-button.tsx";
import { InputFrame } from "#ui/input-frame.tsx";
import { Kbd } from "#ui/kbd.tsx";

export interface TimelineToolsProps {
  readonly find: string;
  readonly onFind: (find: string) => void;
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
  const { find, onFind, model, onWindow, showsCritical, onCritical, foldsIdle, onFold } = props;
  const input = useRef<HTMLInputElement>(null);
  const lengthMs = axisLengthMs(model.map);
  const window = props.window ?? wholeWindow(lengthMs);
  useCommand({ keys: "/", label: "Find in run", group: "This run" }, () => input.current?.focus());
  useCommand({ keys: "p", label: "Critical path", group: "Timeline" }, () => onCritical(!showsCritical));
  return (
    <>
      <InputFrame className="h-[26px] w-[168px] gap-1.5 shadow-none [&>svg]:size-3.5">
        <Search aria-hidden />
        <input
          ref={input}
          aria-label="Find in run"
          placeholder="Find in run"
          value={find}
          onChange={(event) => onFind(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            onFind("");
            event.currentTarget.blur();
          }}
        />
        <Kbd>/</Kbd>
      </InputFrame>
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
    </>
  );
}

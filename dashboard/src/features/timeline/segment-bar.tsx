// One stretch of a row as a bar; each kind differs by shape as well as by colour.

import type { ReactElement } from "react";
import { SEGMENT_KIND, type SegmentKind } from "stepscope/view";
import { cn } from "#lib/cn.ts";

const BAR = "absolute top-2 h-3 min-w-0.5 rounded-bar max-sm:top-1";
const THIN = "absolute top-[13px] h-0.5 max-sm:top-[9px]";

const LOOK: Readonly<Record<SegmentKind, string>> = {
  [SEGMENT_KIND.queued]: `${THIN} min-w-px bg-idle`,
  [SEGMENT_KIND.running]: `${BAR} bg-k-step`,
  [SEGMENT_KIND.live]: `${BAR} bg-run [mask-image:linear-gradient(90deg,#000_calc(100%-24px),#0004)]`,
  [SEGMENT_KIND.waiting]: `${BAR} hatch-wait border-[1.5px] border-wait`,
  [SEGMENT_KIND.failed]: `${BAR} bg-fail`,
  [SEGMENT_KIND.backOff]: `${THIN} dots-retry min-w-0.5`,
  [SEGMENT_KIND.cut]: `${BAR} border-[1.5px] border-dashed border-idle bg-muted`,
  [SEGMENT_KIND.llm]: `${BAR} bg-k-llm`,
  [SEGMENT_KIND.llmPending]: `${BAR} border border-k-llm bg-k-llm-lite`,
  [SEGMENT_KIND.tool]: `${BAR} bg-k-tool`,
  [SEGMENT_KIND.retriever]: `${BAR} bg-k-retr`,
  [SEGMENT_KIND.span]: `${BAR} bg-k-step opacity-80`,
  [SEGMENT_KIND.failedSpan]: `${BAR} bg-fail`,
  [SEGMENT_KIND.childRun]: `${BAR} bg-k-child`,
};

/** Words for the kinds, for the card that a pointer opens. */
export const SEGMENT_WORD: Readonly<Record<SegmentKind, string>> = {
  [SEGMENT_KIND.queued]: "Queued",
  [SEGMENT_KIND.running]: "Running",
  [SEGMENT_KIND.live]: "Running now",
  [SEGMENT_KIND.waiting]: "Waiting for input",
  [SEGMENT_KIND.failed]: "Failed attempt",
  [SEGMENT_KIND.backOff]: "Back-off",
  [SEGMENT_KIND.cut]: "Cut short",
  [SEGMENT_KIND.llm]: "Answering",
  [SEGMENT_KIND.llmPending]: "To first token",
  [SEGMENT_KIND.tool]: "Tool",
  [SEGMENT_KIND.retriever]: "Retrieving",
  [SEGMENT_KIND.span]: "Span",
  [SEGMENT_KIND.failedSpan]: "Failed",
  [SEGMENT_KIND.childRun]: "Child run",
};

/** The fill of a kind in small drawings. */
export const SEGMENT_FILL: Readonly<Record<SegmentKind, string>> = {
  [SEGMENT_KIND.queued]: "fill-border-strong",
  [SEGMENT_KIND.running]: "fill-k-step",
  [SEGMENT_KIND.live]: "fill-run",
  [SEGMENT_KIND.waiting]: "fill-wait",
  [SEGMENT_KIND.failed]: "fill-fail",
  [SEGMENT_KIND.backOff]: "fill-retry",
  [SEGMENT_KIND.cut]: "fill-idle",
  [SEGMENT_KIND.llm]: "fill-k-llm",
  [SEGMENT_KIND.llmPending]: "fill-k-llm-lite",
  [SEGMENT_KIND.tool]: "fill-k-tool",
  [SEGMENT_KIND.retriever]: "fill-k-retr",
  [SEGMENT_KIND.span]: "fill-k-step",
  [SEGMENT_KIND.failedSpan]: "fill-fail",
  [SEGMENT_KIND.childRun]: "fill-k-child",
};

export interface SegmentBarProps {
  readonly kind: SegmentKind;
  readonly left: number;
  readonly width: number;
}

/** The bar; queued time has a start cap when it is wide enough to need one. */
export function SegmentBar({ kind, left, width }: SegmentBarProps): ReactElement {
  const hasCap = kind === SEGMENT_KIND.queued && width > 4;
  return (
    <i
      data-segment={kind}
      className={cn(
        LOOK[kind],
        hasCap && "before:absolute before:-top-[3px] before:left-0 before:h-2 before:w-[1.5px] before:bg-idle",
      )}
      style={{ left, width: Math.max(kind === SEGMENT_KIND.queued ? 1 : 2, width) }}
    />
  );
}

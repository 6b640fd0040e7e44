// The steps of both runs as one graph: what each took longer or shorter, what only one of them did.

"use client";

import { type ReactElement, useMemo } from "react";
import {
  type ComparedEdge,
  type ComparedGraph,
  type ComparedStep,
  type GraphLayout,
  type PlacedNode,
  comparedGraph,
  layoutGraph,
} from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatDurationDelta, formatTimes, plural } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Delta } from "#ui/delta.tsx";
import { type DrawnEdge, EdgeLayer, type EdgeTone } from "#ui/edge-layer.tsx";
import { type CompareModel, deltaTone } from "./compare-model.ts";

/** Above this many steps or ways the drawing says less than the list. */
const MOST_DRAWN = 400;

/** The graph of both runs and where it is drawn. */
export interface DrawnComparison {
  readonly graph: ComparedGraph;
  /** Undefined when it is too large to be drawn. */
  readonly layout: GraphLayout | undefined;
}

/** Made once per comparison. */
export function useDrawnComparison({ a, b }: CompareModel): DrawnComparison {
  const [one, other] = [a.view, b.view];
  return useMemo(() => {
    const graph = comparedGraph(one, other);
    const isSmall = graph.model.nodes.length + graph.model.edges.length <= MOST_DRAWN;
    return { graph, layout: isSmall ? layoutGraph(graph.model) : undefined };
  }, [one, other]);
}

/** `1 step removed, 2 ways added`. */
export function graphSentence({ steps, edges }: ComparedGraph): string {
  const parts = [
    ...(["added", "removed"] as const).flatMap((change) => {
      const count = [...steps.values()].filter((step) => step.change === change).length;
      return count === 0 ? [] : [`${plural(count, "step")} ${change}`];
    }),
    ...(["added", "removed"] as const).flatMap((change) => {
      const count = [...edges.values()].filter((edge) => edge.change === change).length;
      return count === 0 ? [] : [`${plural(count, "way")} ${change}`];
    }),
  ];
  return parts.length === 0 ? "the same steps and ways" : parts.join(", ");
}

const TONES: Readonly<Record<ComparedEdge["change"], EdgeTone>> = {
  same: { line: "stroke-control-border", head: "fill-control-border" },
  added: { line: "stroke-ok", head: "fill-ok" },
  removed: { line: "stroke-fail", head: "fill-fail" },
};

function edgesOf({ graph, layout }: DrawnComparison): readonly DrawnEdge<ComparedEdge["change"]>[] {
  return (layout?.edges ?? []).map(({ id, path }) => {
    const tone = graph.edges.get(id)?.change ?? "same";
    return {
      id,
      path,
      tone,
      widthPx: tone === "same" ? 1.25 : 2,
      dashes: tone === "removed" ? "5 4" : undefined,
      data: { "data-edge": tone },
    };
  });
}

function countText({ a, b }: ComparedStep): string {
  const [one, other] = [a?.executions, b?.executions];
  if (one !== undefined && other !== undefined && one !== other) return `${formatTimes(one)} → ${other}`;
  const count = one ?? other ?? 0;
  return count > 1 ? formatTimes(count) : "";
}

function Node({
  step,
  place,
  onSelect,
}: {
  readonly step: ComparedStep;
  readonly place: PlacedNode;
  readonly onSelect: (step: string) => void;
}): ReactElement {
  return (
    <button
      type="button"
      data-node={step.change}
      onClick={() => onSelect(step.step)}
      className={cn(
        "absolute flex flex-col justify-center rounded-control border bg-card px-2.5 text-left hover:bg-accent",
        step.change === "same" && "border-border-strong",
        step.change === "added" && "border-[1.5px] border-ok bg-add",
        step.change === "removed" && "border-[1.5px] border-dashed border-fail bg-del",
      )}
      style={{ left: place.x, top: place.y, width: place.width, height: place.height }}
    >
      <span className="flex w-full items-baseline gap-1.5 leading-[18px]">
        <span className="truncate font-medium">{visibleText(step.step)}</span>
        <span className="nums ml-auto text-xs text-subtle-foreground">{countText(step)}</span>
      </span>
      {step.change === "same" ? (
        <Delta text={formatDurationDelta(step.deltaMs)} tone={deltaTone(step.deltaMs)} className="leading-4" />
      ) : (
        <span className="text-xs leading-4 text-muted-foreground">
          {step.change === "added" ? "only in B" : "only in A"}
        </span>
      )}
    </button>
  );
}

export interface ComparedStepsProps {
  readonly drawn: DrawnComparison;
  /** Px that it may be wide; it is drawn smaller to fit. */
  readonly widthPx: number;
  /** Its size is at most this much of the whole. @default 1 */
  readonly mostScale?: number;
  /** Keeps its arrow heads apart from those of another drawing on the page. */
  readonly id: string;
  readonly onSelect: (step: string) => void;
}

/** The drawing; nothing while its room is not known, or when it is too large. */
export function ComparedSteps({
  drawn,
  widthPx,
  mostScale = 1,
  id,
  onSelect,
}: ComparedStepsProps): ReactElement | null {
  const { graph, layout } = drawn;
  if (layout === undefined || widthPx <= 0) return null;
  const scale = Math.min(mostScale, widthPx / layout.width);
  return (
    <div
      role="group"
      aria-label={`Steps of both runs: ${graphSentence(graph)}`}
      className="relative mx-auto"
      style={{ width: layout.width * scale, height: layout.height * scale }}
    >
      <div
        className="absolute top-0 left-0 origin-top-left"
        style={{ width: layout.width, height: layout.height, transform: `scale(${scale})` }}
      >
        <EdgeLayer id={id} width={layout.width} height={layout.height} tones={TONES} edges={edgesOf(drawn)} />
        {layout.nodes.map((place) => {
          const name = layout.model.nodes.find((node) => node.id === place.id)?.step;
          const step = name === undefined ? undefined : graph.steps.get(name);
          return step === undefined ? null : <Node key={place.id} step={step} place={place} onSelect={onSelect} />;
        })}
      </div>
    </div>
  );
}

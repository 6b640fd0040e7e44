// The three charts of the overview: outcomes, durations, usage.

"use client";

import { type ReactElement, useState } from "react";
import type { Overview, VersionMark } from "stepscope/view";
import { countScale, timeScale, valueScale } from "#lib/chart-scale.ts";
import { formatCompact, formatCost, formatCount, formatDuration } from "#lib/format.ts";
import { formatClockTick } from "#lib/format-time.ts";
import { runsHref } from "#lib/links.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Card, CardHeader } from "#ui/card.tsx";
import { Segmented } from "#ui/segmented.tsx";
import { useIsHydrated } from "#ui/time.tsx";
import { type BarStack, ChartFrame, StackedBars, dotPath, linePath } from "./chart-frame.tsx";

export interface ChartProps {
  readonly overview: Overview;
  /** The filter that every link of the page carries. */
  readonly query: string;
}

function bucketOf(overview: Overview, at: number): { readonly fromMs: number; readonly toMs: number } {
  const { fromMs, toMs, buckets } = overview.range;
  const width = (toMs - fromMs) / buckets;
  return { fromMs: Math.round(fromMs + at * width), toMs: Math.round(fromMs + (at + 1) * width) };
}

function Key({ className, label }: { readonly className: string; readonly label: string }): ReactElement {
  return (
    <span className="inline-flex max-w-36 items-center gap-1.5 text-xs whitespace-nowrap text-muted-foreground">
      <i className={`inline-block shrink-0 ${className}`} />
      <span className="truncate">{label}</span>
    </span>
  );
}

/** Completed, other and failed runs per bucket. */
export function OutcomeChart({ overview, query }: ChartProps): ReactElement {
  const { buckets, totals, range } = overview;
  const scale = countScale(Math.max(...buckets.map((bucket) => bucket.runs), 1));
  const stacks: readonly BarStack[] = buckets.map((bucket, at) => ({
    key: at,
    href: runsHref({ query, ...bucketOf(overview, at) }),
    title: `${formatCount(bucket.runs)} runs, ${formatCount(bucket.failed)} failed`,
    parts: [
      { value: bucket.failed, className: "fill-fail" },
      { value: bucket.runs - bucket.failed - bucket.completed, className: "fill-border-strong" },
      { value: bucket.completed, className: "fill-k-step" },
    ],
  }));
  return (
    <Card label="Runs by outcome">
      <CardHeader title="Runs by outcome">
        <Key className="size-2 rounded-[2px] bg-k-step" label="Completed" />
        <Key className="size-2 rounded-[2px] bg-fail" label="Failed" />
      </CardHeader>
      <ChartFrame
        label={`Runs over time: ${formatCount(totals.runs)} in total, ${formatCount(totals.failed)} failed`}
        scale={scale}
        formatValue={formatCompact}
        fromMs={range.fromMs}
        toMs={range.toMs}
      >
        <StackedBars stacks={stacks} max={scale.max} />
      </ChartFrame>
    </Card>
  );
}

/** Where a new version first ran. Only those that appeared after the interval began say anything. */
function VersionLines({
  marks,
  overview,
}: {
  readonly marks: readonly VersionMark[];
  readonly overview: Overview;
}): ReactElement | null {
  const isHydrated = useIsHydrated();
  const { fromMs, toMs } = overview.range;
  if (!isHydrated) return null;
  const shown = marks.filter((mark) => mark.firstSeenMs > fromMs + (toMs - fromMs) * 0.04).slice(-3);
  return (
    <>
      {shown.map((mark) => {
        const share = (mark.firstSeenMs - fromMs) / (toMs - fromMs);
        return (
          <span
            key={mark.definitionHash}
            className="absolute -top-0.5 bottom-0 w-0 border-l border-dashed border-control-border"
            style={{ left: `${share * 100}%` }}
          >
            <span
              className={`absolute -top-0.5 max-w-40 truncate bg-card px-0.5 text-2xs text-muted-foreground ${share > 0.5 ? "right-1.5" : "left-1.5"}`}
            >
              {visibleText(mark.workflow)} {visibleText(mark.version ?? mark.definitionHash.slice(0, 6))},{" "}
              {formatClockTick(mark.firstSeenMs, toMs - fromMs)}
            </span>
          </span>
        );
      })}
    </>
  );
}

/** p50 and p95 of active time. */
export function DurationChart({ overview }: ChartProps): ReactElement {
  const { buckets, range, totals } = overview;
  const p95 = buckets.map((bucket) => bucket.p95ActiveMs);
  const p50 = buckets.map((bucket) => bucket.p50ActiveMs);
  const scale = timeScale(Math.max(...p95.map((ms) => ms ?? 0), 1));
  const line = "fill-none [vector-effect:non-scaling-stroke]";
  return (
    <Card label="Active duration">
      <CardHeader title="Active duration">
        <Key className="h-0.5 w-3 rounded-[1px] bg-primary" label="p95" />
        <Key className="w-3 border-t-2 border-dashed border-k-step" label="p50" />
      </CardHeader>
      <ChartFrame
        label={`Active duration over time: p50 ${formatDuration(totals.p50ActiveMs)}, p95 ${formatDuration(totals.p95ActiveMs)} over all`}
        scale={scale}
        formatValue={(ms) =>
          ms === 0
            ? "0"
            : formatDuration(ms)
                .replace("m 00s", " min")
                .replace(/(\d)\.0+ s/u, "$1 s")
        }
        fromMs={range.fromMs}
        toMs={range.toMs}
      >
        <svg
          viewBox={`0 0 ${buckets.length} 100`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full overflow-visible"
        >
          <path
            d={dotPath(p95, scale.max)}
            className={`${line} stroke-primary`}
            strokeWidth={5}
            strokeLinecap="round"
          />
          <path d={dotPath(p50, scale.max)} className={`${line} stroke-k-step`} strokeWidth={5} strokeLinecap="round" />
          <path
            d={linePath(p95, scale.max)}
            className={`${line} stroke-primary`}
            strokeWidth={1.75}
            strokeLinejoin="round"
            strokeLinecap="round"
          />
          <path
            d={linePath(p50, scale.max)}
            className={`${line} stroke-k-step`}
            strokeWidth={1.75}
            strokeDasharray="4 3"
            strokeLinecap="round"
          />
        </svg>
        <VersionLines marks={overview.versions} overview={overview} />
      </ChartFrame>
    </Card>
  );
}

const MODEL_FILL = [
  "fill-k-llm",
  "fill-k-llm-lite stroke-k-llm [vector-effect:non-scaling-stroke]",
  "fill-k-step",
  "fill-k-tool",
  "fill-k-retr",
  "fill-border-strong",
] as const;
const MODEL_SWATCH = [
  "bg-k-llm",
  "bg-k-llm-lite ring-1 ring-inset ring-k-llm",
  "bg-k-step",
  "bg-k-tool",
  "bg-k-retr",
  "bg-border-strong",
] as const;

type Measure = "tokens" | "cost";

/** A value of the axis without the zeros that say nothing. */
function usageTick(value: number, measure: Measure): string {
  if (measure === "tokens") return formatCompact(value).replace(/\.0+(?=[kMB]$)/u, "");
  if (value === 0) return "$0";
  return formatCost(value)
    .replace(/(\.\d*?)0+$/u, "$1")
    .replace(/\.$/u, "");
}

/** The bars of each bucket, a part per model. */
function usageStacks({ overview, query }: ChartProps, measure: Measure): readonly BarStack[] {
  const shown = overview.models.slice(0, MODEL_FILL.length);
  return Array.from({ length: overview.range.buckets }, (_, at) => {
    const values = shown.map((model) => (measure === "tokens" ? model.tokensPerBucket : model.costPerBucket)[at] ?? 0);
    const sum = values.reduce((total, value) => total + value, 0);
    return {
      key: at,
      href: runsHref({ query, ...bucketOf(overview, at) }),
      title: measure === "tokens" ? `${formatCount(sum)} tokens` : formatCost(sum),
      parts: values.map((value, index) => ({ value, className: MODEL_FILL[index] ?? "fill-k-step" })),
    };
  });
}

function UsageHead({
  models,
  measure,
  onMeasure,
}: {
  readonly models: Overview["models"];
  readonly measure: Measure;
  readonly onMeasure: (measure: Measure) => void;
}): ReactElement {
  return (
    <CardHeader title="Usage">
      <Segmented
        label="Measure"
        value={measure}
        options={[
          { value: "tokens", label: "Tokens" },
          { value: "cost", label: "Cost" },
        ]}
        onChange={onMeasure}
      />
      {models.slice(0, 2).map((model, index) => (
        <Key
          key={model.model}
          className={`size-2 rounded-[2px] ${MODEL_SWATCH[index] ?? ""}`}
          label={visibleText(model.model)}
        />
      ))}
      {models.length > 2 && <span className="text-xs text-muted-foreground">+{models.length - 2}</span>}
    </CardHeader>
  );
}

/** Tokens or cost per model. */
export function UsageChart(props: ChartProps): ReactElement {
  const [measure, setMeasure] = useState<Measure>("tokens");
  const { models, range } = props.overview;
  const stacks = usageStacks(props, measure);
  const largest = Math.max(...stacks.map((stack) => stack.parts.reduce((sum, part) => sum + part.value, 0)));
  const scale = measure === "tokens" ? countScale(largest) : valueScale(Math.max(largest, 0.0001));
  return (
    <Card label="Usage">
      <UsageHead models={models} measure={measure} onMeasure={setMeasure} />
      {models.length === 0 ? (
        <p className="grid h-[184px] place-items-center px-4 text-center text-xs text-muted-foreground">
          No LLM call in this interval.
        </p>
      ) : (
        <ChartFrame
          label={`${measure === "tokens" ? "Tokens" : "Cost"} over time by model`}
          scale={scale}
          formatValue={(value) => usageTick(value, measure)}
          fromMs={range.fromMs}
          toMs={range.toMs}
        >
          <StackedBars stacks={stacks} max={scale.max} />
        </ChartFrame>
      )}
    </Card>
  );
}

// A budget of the dashboard, what was measured against it, and whether it is met.

import { median, percentile } from "../statistics.ts";

/** What is measured, in which unit, and how much it may be. */
export interface Budget {
  readonly name: string;
  readonly unit: "ms" | "MB" | "KB" | "elements";
  /** Which figure the limit is for. */
  readonly figure: "median" | "p95";
  /** Absent: there is no budget, the figure is for information. */
  readonly limit?: number;
}

const LONG = "run of 100,000 events";
const MANY = "of 1,000,000 runs";

/** Every budget of a page, and what is measured along with it. */
export const BUDGETS = {
  listPaint: { name: `list ${MANY}: first contentful paint`, unit: "ms", figure: "median", limit: 1_500 },
  listRows: { name: `list ${MANY}: first rows`, unit: "ms", figure: "median" },
  overviewPaint: { name: `overview ${MANY}: first contentful paint`, unit: "ms", figure: "median" },
  workflowsPaint: { name: `workflows ${MANY}: first contentful paint`, unit: "ms", figure: "median" },
  longPaint: { name: `${LONG}: first contentful paint`, unit: "ms", figure: "median", limit: 1_500 },
  longRows: { name: `${LONG}: usable rows`, unit: "ms", figure: "median", limit: 2_500 },
  longWhole: { name: `${LONG}: whole index`, unit: "ms", figure: "median", limit: 8_000 },
  longHeap: { name: `${LONG}: heap, once whole`, unit: "MB", figure: "median", limit: 250 },
  longScroll: { name: `${LONG}: frame while scrolling`, unit: "ms", figure: "p95", limit: 50 },
  longZoom: { name: `${LONG}: script of a zoom step`, unit: "ms", figure: "p95", limit: 16 },
  longSeek: { name: `${LONG}: seek to a record, state shown`, unit: "ms", figure: "median", limit: 50 },
  longFind: { name: `${LONG}: find in run`, unit: "ms", figure: "median", limit: 300 },
  longElements: { name: `${LONG}: elements on the page`, unit: "elements", figure: "p95", limit: 2_000 },
  select: { name: "select to inspector, at hand", unit: "ms", figure: "median", limit: 150 },
  spanFetched: { name: "select a span to inspector, fetched", unit: "ms", figure: "median", limit: 500 },
  spanAtHand: { name: "select a span to inspector, at hand", unit: "ms", figure: "median", limit: 150 },
  live: { name: "from what a step does to the page of its run", unit: "ms", figure: "p95", limit: 1_500 },
  compareMiddle: { name: "comparing 2 × 10,000 events, in the worker", unit: "ms", figure: "median", limit: 300 },
  compareMiddleShown: { name: "comparing 2 × 10,000 events, from the address", unit: "ms", figure: "median" },
  compareLong: { name: "comparing 2 × 100,000 events, in the worker", unit: "ms", figure: "median", limit: 3_000 },
  compareLongShown: { name: "comparing 2 × 100,000 events, from the address", unit: "ms", figure: "median" },
  graph: { name: "graph of 200 executions, from its address", unit: "ms", figure: "median", limit: 1_500 },
  listScripts: { name: "scripts of the list, gzip", unit: "KB", figure: "median", limit: 250 },
  runScripts: { name: "scripts of the page of a run, gzip", unit: "KB", figure: "median", limit: 350 },
} as const satisfies Readonly<Record<string, Budget>>;

/** The key of a budget. */
export type BudgetName = keyof typeof BUDGETS;

/** A budget with its samples. */
export interface Measured {
  readonly budget: Budget;
  readonly samples: readonly number[];
}

/** The samples of a budget. */
export function measured(name: BudgetName, samples: readonly number[]): Measured {
  return { budget: BUDGETS[name], samples };
}

/** `missed` also when nothing could be measured. */
export function verdictOf({ budget, samples }: Measured): "met" | "missed" | "no budget" {
  if (budget.limit === undefined) return "no budget";
  const figure = budget.figure === "p95" ? percentile(samples, 0.95) : median(samples);
  return figure <= budget.limit ? "met" : "missed";
}

function shown(value: number): string {
  if (Number.isNaN(value)) return "–";
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

/** One table, a row a budget. */
export function budgetTable(all: readonly Measured[]): readonly string[] {
  const rows = all.map((one) => {
    const { budget, samples } = one;
    const verdict = verdictOf(one);
    return [
      "",
      budget.name,
      String(samples.length),
      `${shown(median(samples))} ${budget.unit}`,
      `${shown(percentile(samples, 0.95))} ${budget.unit}`,
      budget.limit === undefined ? "" : `${budget.figure} ≤ ${budget.limit.toLocaleString("en")} ${budget.unit}`,
      verdict === "no budget" ? "" : verdict === "met" ? "met" : "**missed**",
      "",
    ]
      .join(" | ")
      .trim();
  });
  return ["| | samples | median | p95 | budget | |", "|---|---:|---:|---:|---:|---|", ...rows];
}

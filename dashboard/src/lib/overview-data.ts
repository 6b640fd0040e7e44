// What the overview is made of, as the server reads it and as its page is given it.

import type { ExportStatus, Overview, RunSummary } from "stepscope/view";

/** Intervals that can be chosen, in ms. */
export const OVERVIEW_RANGES = {
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 7 * 86_400_000,
  "30d": 30 * 86_400_000,
} as const;

/** One of {@link OVERVIEW_RANGES}. */
export type OverviewRange = keyof typeof OVERVIEW_RANGES;

/** An interval in numbers, and what goes on now. */
export interface OverviewData {
  readonly range: OverviewRange;
  readonly nowMs: number;
  readonly overview: Overview;
  readonly running: readonly RunSummary[];
  readonly waiting: readonly RunSummary[];
  readonly workflows: readonly string[];
  /** Usual p95 of active time, per workflow. */
  readonly usualMs: Readonly<Record<string, number>>;
  readonly exported: ExportStatus;
  /** Phoenix's address, when it is known. */
  readonly phoenix?: string;
}

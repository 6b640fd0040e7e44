// Whether a measured number meets its goal, and the line that says so.

/** A goal, judged. */
export interface Verdict {
  readonly isMet: boolean;
  readonly text: string;
}

/** A number that must not pass a limit. One that was not measured is not met. */
export function judgeLimit(what: string, measured: number, limit: number): Verdict {
  return { isMet: measured <= limit, text: `${what}: ${measured.toFixed(1)}, at most ${limit}` };
}

/** Costs at growing sizes: the dearest may be this much above the cheapest, whichever size either belongs to. */
export function judgeGrowth(what: string, costs: readonly number[], limit: number): Verdict {
  const growth = costs.length === 0 ? Number.NaN : Math.max(...costs) / Math.min(...costs) - 1;
  return {
    isMet: growth <= limit,
    text: `${what}: ${(growth * 100).toFixed(0)} %, at most ${(limit * 100).toFixed(0)} %`,
  };
}

// Round scales for charts.

/** A largest value and the ticks below it. */
export interface ValueScale {
  readonly max: number;
  readonly ticks: readonly number[];
}

const TIME_STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000,
];

function roundStep(atLeast: number): number {
  const decade = 10 ** Math.floor(Math.log10(Math.max(atLeast, 1e-12)));
  return ([1, 2, 5, 10].find((factor) => factor * decade >= atLeast * (1 - 1e-9)) ?? 10) * decade;
}

function scaleBy(step: number, largest: number): ValueScale {
  const count = Math.max(1, Math.ceil(largest / step - 1e-9));
  return { max: count * step, ticks: Array.from({ length: count + 1 }, (_, at) => at * step) };
}

/** A scale from 0 that holds `largest`, with three or four steps. */
export function valueScale(largest: number): ValueScale {
  return scaleBy(roundStep(Math.max(largest, 1e-9) / 4), largest);
}

/** The same for whole numbers: no step below 1. */
export function countScale(largest: number): ValueScale {
  return scaleBy(Math.max(1, roundStep(Math.max(largest, 1) / 4)), Math.max(1, largest));
}

/** The same for durations in ms, at steps that read well as time. */
export function timeScale(largestMs: number): ValueScale {
  const wanted = Math.max(largestMs, 1) / 4;
  const step = TIME_STEPS_MS.find((candidate) => candidate >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000;
  return scaleBy(step, Math.max(1, largestMs));
}

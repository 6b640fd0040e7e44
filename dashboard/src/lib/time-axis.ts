// Round ticks for an axis of time.

const DAY_MS = 86_400_000;
const STEPS_MS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1000,
  2000,
  5000,
  10_000,
  15_000,
  20_000,
  30_000,
  60_000,
  120_000,
  300_000,
  600_000,
  900_000,
  1_800_000,
  3_600_000,
  7_200_000,
  10_800_000,
  21_600_000,
  43_200_000,
  DAY_MS,
  2 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  30 * DAY_MS,
  90 * DAY_MS,
  365 * DAY_MS,
];

/** The distance of ticks that gives about `count` of them over `spanMs`. */
export function tickStepMs(spanMs: number, count: number): number {
  const wanted = spanMs / Math.max(1, count);
  const step = STEPS_MS.find((candidate) => candidate >= wanted);
  if (step !== undefined) return wanted < 1 ? 10 ** Math.ceil(Math.log10(Math.max(1e-6, wanted))) : step;
  return Math.ceil(wanted / (365 * DAY_MS)) * 365 * DAY_MS;
}

/** Multiples of a round step between two times, counted from `originMs`. */
export function ticksBetween(
  fromMs: number,
  toMs: number,
  options: { readonly count: number; readonly originMs?: number },
): readonly number[] {
  if (!(toMs > fromMs)) return [];
  const { count, originMs = 0 } = options;
  const step = tickStepMs(toMs - fromMs, count);
  const first = Math.ceil((fromMs - originMs) / step) * step + originMs;
  return Array.from({ length: Math.floor((toMs - first) / step) + 1 }, (_, index) => first + index * step);
}

/** Ticks of wall-clock time, at round local hours. */
export function clockTicks(fromMs: number, toMs: number, count: number): readonly number[] {
  return ticksBetween(fromMs, toMs, { count, originMs: new Date(fromMs).getTimezoneOffset() * 60_000 });
}

/** A tick label of elapsed time: `0 s`, `250 ms`, `1.5 s`, `80 s`, `4m 10s`. `stepMs` is the distance of ticks. */
export function formatElapsedTick(ms: number, stepMs: number): string {
  if (ms === 0) return "0 s";
  if (stepMs < 1) return `${Number(ms.toFixed(3))} ms`;
  if (stepMs < 1000 && ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) {
    const digits = stepMs >= 1000 ? 0 : stepMs >= 100 ? 1 : stepMs >= 10 ? 2 : 3;
    return `${(ms / 1000).toFixed(digits)} s`;
  }
  const seconds = ms / 1000;
  const pad2 = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  if (ms < 7_200_000)
    return stepMs % 60_000 === 0
      ? `${Math.round(seconds / 60)}m`
      : `${Math.floor(seconds / 60)}m ${pad2(seconds % 60)}s`;
  const minutes = seconds / 60;
  if (ms < 2 * DAY_MS)
    return stepMs % 3_600_000 === 0
      ? `${Math.round(minutes / 60)}h`
      : `${Math.floor(minutes / 60)}h ${pad2(minutes % 60)}m`;
  return `${Math.floor(ms / DAY_MS)}d ${pad2((ms % DAY_MS) / 3_600_000)}h`;
}

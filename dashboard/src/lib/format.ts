// How amounts are written: three significant digits, one unit, a true minus sign.

const MINUS = "−";
const grouped = new Intl.NumberFormat("en-US");

/** Three significant digits, without an exponent: 6.29, 41.2, 412. */
function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

const pad2 = (value: number): string => String(value).padStart(2, "0");

/** A duration in ms: `412 ms`, `6.29 s`, `41.2 s`, `4m 10s`, `2h 04m`, `3d 04h`. */
export function formatDuration(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return "–";
  if (ms < 0) return `${MINUS}${formatDuration(-ms)}`;
  if (ms === 0) return "0 ms";
  if (ms < 1) return "<1 ms";
  if (ms < 999.5) return `${ms < 9.995 && !Number.isInteger(ms) ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
  if (ms < 59_950) return `${threeDigits(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad2(seconds % 60)}s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${pad2(minutes % 60)}m`;
  const hours = Math.round(ms / 3_600_000);
  return `${Math.floor(hours / 24)}d ${pad2(hours % 24)}h`;
}

/** A difference of durations in ms: `+1.51 s`, `−164 ms`, `±0`. */
export function formatDurationDelta(ms: number): string {
  if (Math.abs(ms) < 0.5) return "±0";
  return `${ms > 0 ? "+" : MINUS}${formatDuration(Math.abs(Math.round(ms)))}`;
}

/** A count in little room: `896`, `73.8k`, `61.1M`. */
export function formatCompact(count: number | undefined): string {
  if (count === undefined) return "–";
  if (count < 1000) return String(count);
  if (count < 999_500) return `${threeDigits(count / 1e3)}k`;
  if (count < 999_500_000) return `${threeDigits(count / 1e6)}M`;
  return `${threeDigits(count / 1e9)}B`;
}

/** A count in full: `67,048`. */
export function formatCount(count: number | undefined): string {
  return count === undefined ? "–" : grouped.format(count);
}

/** A difference of counts: `+13`, `−4`, `±0`. */
export function formatCountDelta(delta: number): string {
  if (delta === 0) return "±0";
  return `${delta > 0 ? "+" : MINUS}${grouped.format(Math.abs(delta))}`;
}

/** `67,048 → 6,768`: what went in and what came out. */
export function formatTokenFlow(prompt: number | undefined, completion: number | undefined): string {
  return `${formatCount(prompt ?? 0)} → ${formatCount(completion ?? 0)}`;
}

/** Money in US dollars: `<$0.0001`, `$0.0712`, `$54.39`, `$1,204.00`. */
export function formatCost(usd: number | undefined): string {
  if (usd === undefined) return "–";
  if (usd === 0) return "$0";
  if (usd < 0) return `${MINUS}${formatCost(-usd)}`;
  if (usd < 0.0001) return "<$0.0001";
  if (usd < 0.99995) return `$${usd.toFixed(4)}`;
  return `$${usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** A difference of money: `+$0.0343`, `−$0.01`, `±0`. */
export function formatCostDelta(usd: number): string {
  if (usd === 0) return "±0";
  return `${usd > 0 ? "+" : MINUS}${formatCost(Math.abs(usd))}`;
}

/** A share of 1: `2.1 %`. */
export function formatPercent(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return "–";
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "<0.1 %";
  const text = Math.abs(percent) >= 99.95 ? grouped.format(Math.round(percent)) : percent.toFixed(1);
  return `${text.replace(/\.0$/u, "").replace("-", MINUS)} %`;
}

/** A relative change: `+91 %`, `−4.1 %`, `±0 %`. */
export function formatPercentDelta(share: number): string {
  if (Math.abs(share) < 0.0005) return "±0 %";
  return `${share > 0 ? "+" : MINUS}${formatPercent(Math.abs(share))}`;
}

/** A difference of shares, in percentage points: `+0.9 pp`. */
export function formatPoints(share: number): string {
  const points = share * 100;
  if (Math.abs(points) < 0.05) return "±0 pp";
  return `${points > 0 ? "+" : MINUS}${Math.abs(points).toFixed(1)} pp`;
}

/** How often: `×240`. */
export function formatTimes(count: number): string {
  return `×${grouped.format(count)}`;
}

/** Which of several, counted from 1: `#2`. */
export function formatOrdinal(ordinal: number): string {
  return `#${ordinal}`;
}

/** Bytes: `512 B`, `23.1 KB`, `1.20 MB`. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return "–";
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${threeDigits(bytes / 1e3)} KB`;
  if (bytes < 999_500_000) return `${threeDigits(bytes / 1e6)} MB`;
  return `${threeDigits(bytes / 1e9)} GB`;
}

/** First four and last six characters of an id; a short id stays whole. */
export function shortId(id: string): string {
  return id.length <= 12 ? id : `${id.slice(0, 4)}…${id.slice(-6)}`;
}

/** One noun with its count: `1 run`, `12 runs`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

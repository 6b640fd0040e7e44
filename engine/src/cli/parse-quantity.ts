// Reads ports, counts, durations, sizes and moments as people write them: 3000, 30d, 1.5GB, 2026-11-01.

import { UsageError } from "./usage-error.ts";

const DURATION_UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 1_024,
  mib: 1_024 ** 2,
  gib: 1_024 ** 3,
  tib: 1_024 ** 4,
};

const MAX_PORT = 65_535;

/** A TCP port; 0 asks for any free one. */
export function parsePort(option: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= MAX_PORT) return port;
  throw expected(option, `a port from 0 to ${MAX_PORT}`, text);
}

/** A count of 0 or more; `1_000` and `1,000` are 1000. */
export function parseCount(option: string, text: string): number {
  const digits = text.replaceAll(/(?<=\d)[_,](?=\d{3})/g, "");
  const count = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
  if (Number.isSafeInteger(count)) return count;
  throw expected(option, "a whole number such as 1000", text);
}

/** A duration in ms. */
export function parseDurationMs(option: string, text: string): number {
  const durationMs = measure(text, DURATION_UNITS_MS);
  if (durationMs !== undefined) return durationMs;
  throw expected(option, "a duration such as 30d, 12h or 90m", text);
}

/** A size in bytes. */
export function parseBytes(option: string, text: string): number {
  const bytes = measure(text, SIZE_UNITS);
  if (bytes !== undefined) return Math.floor(bytes);
  throw expected(option, "a size such as 1GB, 500MB or 2GiB", text);
}

/** A moment, as epoch ms: a duration before now, or a date. */
export function parseMomentMs(option: string, text: string, nowMs: number): number {
  const agoMs = measure(text, DURATION_UNITS_MS);
  if (agoMs !== undefined) return nowMs - agoMs;
  const atMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  throw expected(option, "a duration such as 24h, or a date such as 2026-11-01", text);
}

function measure(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase() ?? "";
  return match === null || !Object.hasOwn(units, unit) ? undefined : Number(match[1]) * (units[unit] ?? 0);
}

function expected(option: string, what: string, text: string): UsageError {
  return new UsageError(`--${option} needs ${what}, not ${JSON.stringify(text)}`);
}

// How points in time are written, in the reader's zone: shorter the nearer they are.

const DAY_MS = 86_400_000;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const clockShort = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayOfAnyYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** How many midnights lie between two instants, in the local zone. */
function daysApart(earlierMs: number, laterMs: number): number {
  const earlier = new Date(earlierMs);
  const later = new Date(laterMs);
  const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(later) - midnight(earlier)) / DAY_MS);
}

/** `09:14:02` today, `Yesterday 16:40`, `12 Nov 16:40`, `12 Nov 2025`. */
export function formatTime(timeMs: number, nowMs: number): string {
  const days = daysApart(timeMs, nowMs);
  if (days === 0) return clock.format(timeMs);
  if (days === 1) return `Yesterday ${clockShort.format(timeMs)}`;
  if (new Date(timeMs).getFullYear() === new Date(nowMs).getFullYear()) {
    return `${dayOfYear.format(timeMs)} ${clockShort.format(timeMs)}`;
  }
  return dayOfAnyYear.format(timeMs);
}

/** As {@link formatTime}, but says `Today`. */
export function formatTimeInWords(timeMs: number, nowMs: number): string {
  const text = formatTime(timeMs, nowMs);
  return daysApart(timeMs, nowMs) === 0 ? `Today ${text}` : text;
}

/** Full ISO 8601 with the local offset: `2026-11-22T09:14:02.417+01:00`. */
export function formatIso(timeMs: number): string {
  const date = new Date(timeMs);
  const offset = -date.getTimezoneOffset();
  const local = new Date(timeMs + offset * 60_000).toISOString().slice(0, -1);
  const pad2 = (value: number): string => String(value).padStart(2, "0");
  const size = Math.abs(offset);
  return `${local}${offset < 0 ? "-" : "+"}${pad2(Math.floor(size / 60))}:${pad2(size % 60)}`;
}

/** A tick label on an axis of wall-clock time that spans `spanMs`. */
export function formatClockTick(timeMs: number, spanMs: number): string {
  if (spanMs > 3 * DAY_MS) return dayOfYear.format(timeMs);
  return spanMs < 10 * 60_000 ? clock.format(timeMs) : clockShort.format(timeMs);
}

/** A length of time in one unit: `2 s`, `3 min`, `5 h`, `4 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

/** A tick at a round local hour: the day at midnight, the hour at any other. */
export function formatRoundTick(timeMs: number, stepMs: number): string {
  const date = new Date(timeMs);
  if (date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0) return dayOfYear.format(timeMs);
  return (stepMs < 60_000 ? clock : clockShort).format(timeMs);
}

/** How long ago, in one unit: `3 min ago`. */
export function formatAgo(timeMs: number, nowMs: number): string {
  return `${formatAge(nowMs - timeMs)} ago`;
}

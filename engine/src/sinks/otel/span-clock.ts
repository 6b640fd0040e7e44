// Gives records their span time: wall clock at the segment's start plus the monotonic clock since.

import type { HrTime } from "@opentelemetry/api";

import type { RecordPlace } from "../../trace/record.ts";

/** Span times of one run segment. A clock that is set back while a run goes on does not bend its spans. */
export class SpanClock {
  readonly #baseMs: number;

  constructor(first: Pick<RecordPlace, "timeMs" | "monotonicNs">) {
    this.#baseMs = first.timeMs - first.monotonicNs / 1e6;
  }

  at(place: Pick<RecordPlace, "monotonicNs">): HrTime {
    return hrTimeOf(this.#baseMs + place.monotonicNs / 1e6);
  }
}

/** Epoch ms as OpenTelemetry's pair of seconds and nanoseconds. */
export function hrTimeOf(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / 1000);
  return [seconds, Math.round((epochMs - seconds * 1000) * 1e6)];
}

/** Milliseconds from one span time to another. */
export function elapsedMs(from: HrTime, to: HrTime): number {
  return (to[0] - from[0]) * 1000 + (to[1] - from[1]) / 1e6;
}

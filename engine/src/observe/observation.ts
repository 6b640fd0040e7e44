// The observation of this process: what is switched on, in one place that every copy of the package sees.

import { processSlot } from "../codec/process-slot.ts";
import type { SpanTarget } from "../sinks/otel/run-span-processor.ts";

/** Where the spans of the process go, while something observes it. */
export const observedSpans = processSlot<SpanTarget>("observedSpans");

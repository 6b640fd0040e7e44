// Where the spans of this process go while something observes it, in one place that every copy of the package sees.

import { processSlot } from "../../codec/process-slot.ts";
import type { SpanTarget } from "./run-span-processor.ts";

/** The target of finished spans; empty while nothing observes the process. */
export const observedSpans = processSlot<SpanTarget>("observedSpans");

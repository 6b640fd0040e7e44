// Where records go in this process: the sinks and the tracer, found by every copy of this package alike.

import { processSlot } from "../codec/process-slot.ts";
import type { Tracer } from "./run-tracer.ts";
import type { Sink } from "./sink.ts";

interface TraceRegistry {
  readonly sinks: Set<Sink>;
  tracer: Tracer | undefined;
}

const slot = processSlot<TraceRegistry>("traceRegistry");

function registry(): TraceRegistry {
  return (slot.current ??= { sinks: new Set(), tracer: undefined });
}

/**
 * Sends the records of every run that begins from now on to this sink too. Gives a function that takes it out again;
 * runs under way keep it.
 *
 * @example
 * ```ts
 * import { registerSink, type Sink } from "stepscope";
 *
 * declare const sink: Sink;
 * const unregister = registerSink(sink);
 * unregister();
 * ```
 */
export function registerSink(sink: Sink): () => void {
  registry().sinks.add(sink);
  return () => {
    registry().sinks.delete(sink);
  };
}

/** The sinks of this process, in the order in which they were registered. */
export function registeredSinks(): readonly Sink[] {
  return [...registry().sinks];
}

/**
 * Sets the tracer that gives runs and steps their spans. Gives the one before.
 *
 * @example
 * ```ts
 * import { setTracer } from "stepscope";
 *
 * const before = setTracer(undefined); // runs without spans
 * setTracer(before);
 * ```
 */
export function setTracer(tracer: Tracer | undefined): Tracer | undefined {
  const previous = registry().tracer;
  registry().tracer = tracer;
  return previous;
}

/** The tracer of this process. */
export function currentTracer(): Tracer | undefined {
  return registry().tracer;
}

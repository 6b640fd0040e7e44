/** The OpenTelemetry door: observe runs, export their spans, join an SDK of your own. */
export { observe, type Observation } from "./observe/observe.ts";
export type { ObserveOptions, PhoenixOptions } from "./observe/observe-options.ts";
export type { ExportStatus } from "./observe/span-export.ts";
export { stepscopeSpanProcessor } from "./observe/span-processor.ts";
export { createOtelTracer, type OtelTracerOptions } from "./sinks/otel/otel-tracer.ts";
export type { DispatchMode } from "./sinks/otel/run-trace.ts";
export type { StepscopeSpanProcessor } from "./sinks/otel/run-span-processor.ts";

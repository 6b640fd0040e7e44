// The span processor for applications that set up OpenTelemetry themselves.

import { createRunSpanProcessor, type StepscopeSpanProcessor } from "../sinks/otel/run-span-processor.ts";
import { observedSpans } from "../sinks/otel/observed-spans.ts";
import { observe, type Observation } from "./observe.ts";
import type { ObserveOptions } from "./observe-options.ts";

/**
 * Makes a span processor for an SDK of your own: with it, spans go through the outbox and are sent without loss, and
 * spans that other code makes inside steps are stored with their run. It observes the process with the given options,
 * unless `observe` does already. Give it instead of a batch processor for the same back end.
 *
 * @example
 * ```ts
 * import { NodeSDK } from "@opentelemetry/sdk-node";
 * import { stepscopeSpanProcessor } from "stepscope/otel";
 *
 * new NodeSDK({ spanProcessors: [stepscopeSpanProcessor({ phoenix: "http://localhost:6006" })] }).start();
 * ```
 */
export function stepscopeSpanProcessor(options: ObserveOptions = {}): StepscopeSpanProcessor {
  const own: Observation | undefined = observedSpans.current === undefined ? observe(options) : undefined;
  const processor = createRunSpanProcessor(() => observedSpans.current);
  return {
    onStart: (span, parentContext) => processor.onStart(span, parentContext),
    onEnd: (span) => processor.onEnd(span),
    forceFlush: () => processor.forceFlush(),
    shutdown: async () => {
      await processor.shutdown();
      await own?.shutdown();
    },
  };
}

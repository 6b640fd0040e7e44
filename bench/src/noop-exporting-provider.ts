// An OpenTelemetry provider that does all a real one does but send: spans are made, batched and dropped.

import { BatchSpanProcessor, TracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace";

const exporter: SpanExporter = {
  export: (_spans, done) => done({ code: 0 }),
  shutdown: async () => undefined,
};

/** Makes one; its queue is large enough that no span is lost before it is exported. */
export function noopExportingProvider(): TracerProvider {
  const processor = new BatchSpanProcessor({ exporter, maxQueueSize: 4_000_000, maxExportBatchSize: 512 });
  return new TracerProvider({ spanProcessors: [processor] });
}

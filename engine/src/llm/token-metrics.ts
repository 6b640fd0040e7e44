// Token usage as an OpenTelemetry metric.

import { metrics, type Histogram, type Meter } from "@opentelemetry/api";

import { SCOPE_NAME, SCOPE_VERSION } from "../trace/span-scope.ts";
import type { LlmRequest, LlmUsage } from "./llm-message.ts";

const histograms = new WeakMap<Meter, Histogram>();

/** Adds one call's tokens to `gen_ai.client.token.usage`. */
export function recordTokenUsage(request: LlmRequest, model: string, usage: LlmUsage | undefined): void {
  if (usage === undefined) return;
  const meter = metrics.getMeter(SCOPE_NAME, SCOPE_VERSION);
  let histogram = histograms.get(meter);
  if (histogram === undefined) {
    histogram = meter.createHistogram("gen_ai.client.token.usage", {
      unit: "{token}",
      description: "Tokens of a model call",
    });
    histograms.set(meter, histogram);
  }
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": request.provider,
    "gen_ai.request.model": request.model,
    "gen_ai.response.model": model,
  };
  if (usage.promptTokens !== undefined)
    histogram.record(usage.promptTokens, { ...attributes, "gen_ai.token.type": "input" });
  if (usage.completionTokens !== undefined)
    histogram.record(usage.completionTokens, { ...attributes, "gen_ai.token.type": "output" });
}

/** The LLM door: trace the calls of any model client. */
export { aiSdkTelemetry, type AiSdkTelemetry } from "./llm/ai-sdk-telemetry.ts";
export { instrumentAnthropic } from "./llm/instrument-anthropic.ts";
export { instrumentOpenAI, type InstrumentOptions } from "./llm/instrument-openai.ts";
export type { LlmAnswer, LlmContent, LlmMessage, LlmRequest, LlmToolCall, LlmUsage } from "./llm/llm-message.ts";
export { modelPrice, setModelPrices, type ModelPrice } from "./llm/prices.ts";
export { traceLLM, type LlmTrace } from "./llm/trace-llm.ts";

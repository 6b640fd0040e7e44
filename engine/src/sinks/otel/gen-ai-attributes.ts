// Reads spans that speak OpenTelemetry's GenAI conventions, or the AI SDK's older own ones, as OpenInference has them.

import type { Attributes } from "@opentelemetry/api";
import {
  INPUT_VALUE,
  LLM_FINISH_REASON,
  LLM_INPUT_MESSAGES,
  LLM_MODEL_NAME,
  LLM_OUTPUT_MESSAGES,
  LLM_PROVIDER,
  LLM_TOKEN_COUNT_COMPLETION,
  LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING,
  LLM_TOKEN_COUNT_PROMPT,
  LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ,
  LLM_TOKEN_COUNT_TOTAL,
  OUTPUT_VALUE,
  SemanticConventions,
  TOOL_NAME,
} from "@arizeai/openinference-semantic-conventions";

import { addGenAiMessages } from "./gen-ai-messages.ts";

/** What each operation of the GenAI conventions stands for. */
const OPERATION_KINDS: Readonly<Record<string, string>> = {
  chat: "LLM",
  text_completion: "LLM",
  generate_content: "LLM",
  embeddings: "EMBEDDING",
  execute_tool: "TOOL",
  invoke_agent: "AGENT",
  create_agent: "AGENT",
  invoke_workflow: "CHAIN",
  agent_step: "CHAIN",
  rerank: "RERANKER",
};

/** The same for the AI SDK's own operation ids. */
const AI_SDK_KINDS: readonly (readonly [RegExp, string])[] = [
  [/\.do(?:Generate|Stream)$/, "LLM"],
  [/\.doEmbed$/, "EMBEDDING"],
  [/^ai\.toolCall$/, "TOOL"],
  [/^ai\./, "CHAIN"],
];

/** OpenInference attributes for a span that has none of its own; none for a span of another kind. */
export function openInferenceOf(attributes: Attributes): Attributes {
  if (attributes[SemanticConventions.OPENINFERENCE_SPAN_KIND] !== undefined) return {};
  const kind = kindOf(attributes);
  if (kind === undefined) return {};
  const added: Attributes = { [SemanticConventions.OPENINFERENCE_SPAN_KIND]: kind };
  if (kind === "LLM" || kind === "EMBEDDING") addModel(added, attributes);
  // Tokens stand on LLM spans only: an agent's sum beside its calls would count them twice.
  if (kind === "LLM") addUsage(added, attributes);
  if (kind === "TOOL") addTool(added, attributes);
  else addMessages(added, attributes);
  return added;
}

/** Attributes that Phoenix, too, would count as tokens. */
const USAGE_KEYS = /^(?:gen_ai\.usage\.|ai\.usage\.)/;

/** Whether an attribute would count a call's tokens a second time, on a span around the call. */
export function isDoubledUsage(key: string, kind: unknown): boolean {
  return kind !== "LLM" && kind !== "EMBEDDING" && USAGE_KEYS.test(key);
}

function kindOf(attributes: Attributes): string | undefined {
  const operation = textOf(attributes["gen_ai.operation.name"]);
  const known = operation === undefined ? undefined : OPERATION_KINDS[operation];
  if (known !== undefined) return known;
  const operationId = textOf(attributes["ai.operationId"]);
  if (operationId !== undefined) return AI_SDK_KINDS.find(([pattern]) => pattern.test(operationId))?.[1];
  // Clients that name no operation still say which model they asked.
  return attributes["gen_ai.request.model"] !== undefined && attributes["gen_ai.usage.input_tokens"] !== undefined
    ? "LLM"
    : undefined;
}

function addModel(added: Attributes, attributes: Attributes): void {
  set(
    added,
    LLM_MODEL_NAME,
    first(attributes, ["gen_ai.response.model", "gen_ai.request.model", "ai.response.model", "ai.model.id"]),
  );
  set(added, LLM_PROVIDER, first(attributes, ["gen_ai.provider.name", "gen_ai.system", "ai.model.provider"]));
  const finish = attributes["gen_ai.response.finish_reasons"] ?? attributes["ai.response.finishReason"];
  set(added, LLM_FINISH_REASON, Array.isArray(finish) ? finish[0] : finish);
}

function addUsage(added: Attributes, attributes: Attributes): void {
  const prompt = numberOf(
    first(attributes, [
      "gen_ai.usage.input_tokens",
      "gen_ai.usage.prompt_tokens",
      "ai.usage.inputTokens",
      "ai.usage.promptTokens",
    ]),
  );
  const completion = numberOf(
    first(attributes, [
      "gen_ai.usage.output_tokens",
      "gen_ai.usage.completion_tokens",
      "ai.usage.outputTokens",
      "ai.usage.completionTokens",
    ]),
  );
  set(added, LLM_TOKEN_COUNT_PROMPT, prompt);
  set(added, LLM_TOKEN_COUNT_COMPLETION, completion);
  if (prompt !== undefined || completion !== undefined)
    added[LLM_TOKEN_COUNT_TOTAL] = (prompt ?? 0) + (completion ?? 0);
  const cacheRead = first(attributes, [
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "ai.usage.cachedInputTokens",
  ]);
  set(added, LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ, cacheRead);
  const reasoning = first(attributes, [
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "ai.usage.reasoningTokens",
  ]);
  set(added, LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING, reasoning);
}

function addTool(added: Attributes, attributes: Attributes): void {
  set(added, TOOL_NAME, first(attributes, ["gen_ai.tool.name", "ai.toolCall.name"]));
  set(added, INPUT_VALUE, first(attributes, ["gen_ai.tool.call.arguments", "ai.toolCall.args"]));
  set(added, OUTPUT_VALUE, first(attributes, ["gen_ai.tool.call.result", "ai.toolCall.result"]));
}

function addMessages(added: Attributes, attributes: Attributes): void {
  const isLlm = added[SemanticConventions.OPENINFERENCE_SPAN_KIND] === "LLM";
  const input = textOf(first(attributes, ["gen_ai.input.messages", "ai.prompt.messages", "ai.prompt"]));
  const output = textOf(attributes["gen_ai.output.messages"]);
  const answer = textOf(attributes["ai.response.text"]);
  const system = textOf(attributes["gen_ai.system_instructions"]);
  const asked = addGenAiMessages(added, input, { prefix: isLlm ? LLM_INPUT_MESSAGES : undefined, system });
  const answered = addGenAiMessages(added, output, { prefix: isLlm ? LLM_OUTPUT_MESSAGES : undefined });
  set(added, INPUT_VALUE, asked ?? input);
  set(added, OUTPUT_VALUE, answered ?? answer ?? output);
}

function first(attributes: Attributes, keys: readonly string[]): unknown {
  for (const key of keys) if (attributes[key] !== undefined) return attributes[key];
  return undefined;
}

function set(attributes: Attributes, key: string, value: unknown): void {
  if (value !== undefined && value !== null) attributes[key] = value;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

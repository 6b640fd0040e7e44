// The attributes of an LLM span: model, tokens and output first, the message history last and within a budget.

import { createContextKey, type Context } from "@opentelemetry/api";
import {
  INPUT_MIME_TYPE,
  INPUT_VALUE,
  LLM_COST_TOTAL,
  LLM_FINISH_REASON,
  LLM_INVOCATION_PARAMETERS,
  LLM_MODEL_NAME,
  LLM_PROVIDER,
  LLM_REQUEST_MODEL_NAME,
  LLM_SYSTEM,
  LLM_TOKEN_COUNT_COMPLETION,
  LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING,
  LLM_TOKEN_COUNT_PROMPT,
  LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ,
  LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_WRITE,
  LLM_TOKEN_COUNT_TOTAL,
  METADATA,
  OpenInferenceSpanKind,
  OUTPUT_MIME_TYPE,
  OUTPUT_VALUE,
  SemanticConventions,
  SESSION_ID,
  USER_ID,
} from "@arizeai/openinference-semantic-conventions";

import type { Redactor } from "../codec/redactor.ts";
import type { ExecutionScope } from "../trace/execution-scope.ts";
import { messageText, type LlmAnswer, type LlmMessage, type LlmRequest, type LlmUsage } from "./llm-message.ts";
import { addMessages, addTools, type FlatAttributes } from "./message-attributes.ts";

/** Everything known about a call when it is over. */
export interface LlmCallFacts {
  readonly request: LlmRequest;
  readonly answer: LlmAnswer;
  readonly costUsd: number | undefined;
  readonly timeToFirstTokenMs: number | undefined;
}

/** How many attributes and characters of content an LLM span may hold. */
export interface ContentLimits {
  readonly attributes: number;
  readonly chars: number;
}

/** A span keeps 128 attributes unless its SDK is told otherwise; the others need about thirty. */
export const SPAN_LIMITS: ContentLimits = { attributes: 92, chars: 200_000 };
/** The store has room for the whole conversation. */
export const ROW_LIMITS: ContentLimits = { attributes: 20_000, chars: 1_000_000 };

const MAX_VALUE_CHARS = 32_768;
const KNOWN_SYSTEMS: ReadonlySet<string> = new Set(["openai", "anthropic", "mistralai", "cohere", "vertexai"]);
const SESSION_KEY = createContextKey(`OpenInference SDK Context Key ${SESSION_ID}`);
const USER_KEY = createContextKey(`OpenInference SDK Context Key ${USER_ID}`);
const METADATA_KEY = createContextKey(`OpenInference SDK Context Key ${METADATA}`);

/** What a span says at its creation. */
export function identityAttributes(
  request: LlmRequest,
  parent: Context,
  scope: ExecutionScope | undefined,
): FlatAttributes {
  const attributes: FlatAttributes = {
    [SemanticConventions.OPENINFERENCE_SPAN_KIND]: OpenInferenceSpanKind.LLM,
    [LLM_MODEL_NAME]: request.model,
    [LLM_PROVIDER]: request.provider,
  };
  if (KNOWN_SYSTEMS.has(request.provider)) attributes[LLM_SYSTEM] = request.provider;
  addText(attributes, SESSION_ID, parent.getValue(SESSION_KEY));
  addText(attributes, USER_ID, parent.getValue(USER_KEY));
  addText(attributes, METADATA, parent.getValue(METADATA_KEY));
  if (scope !== undefined) {
    attributes["workflow.run.id"] = scope.runId;
    attributes["workflow.name"] = scope.workflow;
    attributes["workflow.step.name"] = scope.step;
  }
  return attributes;
}

/** What a span says when the call is over. `isCut` tells that content was left out to stay within the limits. */
export function contentAttributes(
  facts: LlmCallFacts,
  redactor: Redactor,
  limits: ContentLimits,
): { readonly attributes: FlatAttributes; readonly isCut: boolean } {
  const { request, answer } = facts;
  const attributes: FlatAttributes = {};
  if (answer.model !== undefined && answer.model !== request.model) {
    attributes[LLM_MODEL_NAME] = answer.model;
    attributes[LLM_REQUEST_MODEL_NAME] = request.model;
  }
  addUsage(attributes, answer.usage ?? {});
  if (answer.finishReason !== undefined) attributes[LLM_FINISH_REASON] = answer.finishReason;
  if (facts.costUsd !== undefined) attributes[LLM_COST_TOTAL] = facts.costUsd;
  if (facts.timeToFirstTokenMs !== undefined) attributes["llm.time_to_first_token_ms"] = facts.timeToFirstTokenMs;
  if (request.parameters !== undefined && Object.keys(request.parameters).length > 0) {
    attributes[LLM_INVOCATION_PARAMETERS] = JSON.stringify(redactor.value(request.parameters, { place: "parameters" }));
  }
  addValue(attributes, answer.messages?.at(-1), { keys: [OUTPUT_VALUE, OUTPUT_MIME_TYPE], place: "output", redactor });
  addValue(attributes, request.messages.at(-1), { keys: [INPUT_VALUE, INPUT_MIME_TYPE], place: "input", redactor });
  const budget = { ...limits };
  const isOutputCut = addMessages(attributes, answer.messages ?? [], { direction: "output", redactor, budget });
  // Tools may take half of what is left: what was asked matters more.
  const toolBudget = { attributes: Math.floor(budget.attributes / 2), chars: Math.floor(budget.chars / 2) };
  const before = { ...toolBudget };
  const areToolsCut = addTools(attributes, request.tools ?? [], { redactor, budget: toolBudget });
  budget.attributes -= before.attributes - toolBudget.attributes;
  budget.chars -= before.chars - toolBudget.chars;
  const isInputCut = addMessages(attributes, request.messages, { direction: "input", redactor, budget });
  return { attributes, isCut: isOutputCut || areToolsCut || isInputCut };
}

function addText(attributes: FlatAttributes, key: string, value: unknown): void {
  if (typeof value === "string") attributes[key] = value;
}

function addUsage(attributes: FlatAttributes, usage: LlmUsage): void {
  const counts: readonly (readonly [string, number | undefined])[] = [
    [LLM_TOKEN_COUNT_PROMPT, usage.promptTokens],
    [LLM_TOKEN_COUNT_COMPLETION, usage.completionTokens],
    [LLM_TOKEN_COUNT_TOTAL, usage.totalTokens],
    [LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ, usage.cacheReadTokens],
    [LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_WRITE, usage.cacheWriteTokens],
    [LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING, usage.reasoningTokens],
  ];
  for (const [key, count] of counts) if (count !== undefined) attributes[key] = count;
}

/** The newest message, as lists and sessions show it: its text, or the tool calls it consists of. */
function addValue(
  attributes: FlatAttributes,
  message: LlmMessage | undefined,
  target: { readonly keys: readonly [string, string]; readonly place: "input" | "output"; readonly redactor: Redactor },
): void {
  if (message === undefined) return;
  const [valueKey, mimeKey] = target.keys;
  const text = messageText(message);
  const isText = text !== "" || message.toolCalls === undefined;
  const value = isText ? text : JSON.stringify(message.toolCalls);
  const textPlace = target.place === "input" ? "inputText" : "outputText";
  const isHidden = target.place === "input" ? target.redactor.hide.inputs : target.redactor.hide.outputs;
  const clean = target.redactor.text(value, isHidden ? target.place : textPlace);
  attributes[valueKey] = clean.length > MAX_VALUE_CHARS ? `${clean.slice(0, MAX_VALUE_CHARS)}… [cut]` : clean;
  attributes[mimeKey] = isText ? "text/plain" : "application/json";
}

// The scripted model's Anthropic messages API: whole answers and streams.

import type { Json } from "../codec/encoded-value.ts";
import { halves } from "./scripted-chat.ts";
import {
  contentText,
  readMessageList,
  type JsonObject,
  type ScriptedFormat,
  type StreamFrame,
} from "./scripted-format.ts";
import type { SettledAnswer } from "./scripted-reply.ts";

const STOP_REASONS = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  content_filter: "refusal",
} as const;

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  529: "overloaded_error",
};

function usageOf({ usage }: SettledAnswer, outputTokens: number): JsonObject {
  return {
    input_tokens: usage.promptTokens - usage.cachedTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cachedTokens,
    output_tokens: outputTokens,
  };
}

function parseArguments(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return {};
  }
}

function head(answer: SettledAnswer): JsonObject {
  return { id: `msg_${answer.id}`, type: "message", role: "assistant", model: answer.model };
}

function whole(answer: SettledAnswer): Json {
  const text = answer.text === "" ? [] : [{ type: "text", text: answer.text, citations: null }];
  const tools = answer.toolCalls.map((call) => ({
    type: "tool_use",
    id: call.id,
    name: call.name,
    input: parseArguments(call.argumentsText),
  }));
  return {
    ...head(answer),
    content: [...text, ...tools],
    stop_reason: STOP_REASONS[answer.finishReason],
    stop_sequence: null,
    usage: usageOf(answer, answer.usage.completionTokens),
  };
}

function block(index: number, opening: JsonObject, deltas: readonly JsonObject[]): StreamFrame[] {
  return [
    { event: "content_block_start", data: { type: "content_block_start", index, content_block: opening } },
    ...deltas.map((delta) => ({
      event: "content_block_delta",
      data: { type: "content_block_delta", index, delta },
      isPiece: true,
    })),
    { event: "content_block_stop", data: { type: "content_block_stop", index } },
  ];
}

function frames(answer: SettledAnswer): StreamFrame[] {
  const message = { ...head(answer), content: [], stop_reason: null, stop_sequence: null, usage: usageOf(answer, 0) };
  const textDeltas = answer.pieces.map((text) => ({ type: "text_delta", text }));
  const textBlocks = answer.text === "" ? [] : block(0, { type: "text", text: "" }, textDeltas);
  const offset = answer.text === "" ? 0 : 1;
  const toolBlocks = answer.toolCalls.flatMap((call, position) => {
    const deltas = halves(call.argumentsText).map((part) => ({ type: "input_json_delta", partial_json: part }));
    return block(position + offset, { type: "tool_use", id: call.id, name: call.name, input: {} }, deltas);
  });
  const delta = { stop_reason: STOP_REASONS[answer.finishReason], stop_sequence: null };
  const usage = { output_tokens: answer.usage.completionTokens };
  return [
    { event: "message_start", data: { type: "message_start", message } },
    ...textBlocks,
    ...toolBlocks,
    { event: "message_delta", data: { type: "message_delta", delta, usage } },
    { event: "message_stop", data: { type: "message_stop" } },
  ];
}

/** Anthropic messages. */
export const messagesFormat: ScriptedFormat = {
  api: "messages",
  path: "/messages",
  readMessages(body) {
    const system = contentText(body["system"]);
    return [...(system === "" ? [] : [{ role: "system", text: system }]), ...readMessageList(body["messages"])];
  },
  whole,
  frames,
  refusal: (status, message) => ({
    type: "error",
    error: { type: ERROR_TYPES[status] ?? "api_error", message },
    request_id: null,
  }),
};

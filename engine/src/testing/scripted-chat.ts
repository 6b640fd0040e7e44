// The scripted model's OpenAI chat completions: whole answers and streams.

import type { Json } from "../codec/encoded-value.ts";
import {
  isJsonObject,
  openAIRefusal,
  readMessageList,
  type JsonObject,
  type ScriptedFormat,
  type StreamFrame,
} from "./scripted-format.ts";
import type { SettledAnswer } from "./scripted-reply.ts";

function usageOf({ usage }: SettledAnswer): Json {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
}

function whole(answer: SettledAnswer): Json {
  const toolCalls = answer.toolCalls.map((call) => ({
    id: call.id,
    type: "function",
    function: { name: call.name, arguments: call.argumentsText },
  }));
  const message = {
    role: "assistant",
    content: toolCalls.length > 0 && answer.text === "" ? null : answer.text,
    refusal: null,
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  };
  return {
    id: `chatcmpl-${answer.id}`,
    object: "chat.completion",
    created: answer.createdAtSeconds,
    model: answer.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finishReason }],
    usage: usageOf(answer),
  };
}

function frames(answer: SettledAnswer, body: JsonObject): StreamFrame[] {
  const head = {
    id: `chatcmpl-${answer.id}`,
    object: "chat.completion.chunk",
    created: answer.createdAtSeconds,
    model: answer.model,
  };
  const options = body["stream_options"];
  const includesUsage = isJsonObject(options) && options["include_usage"] === true;
  const choice = (delta: JsonObject, finishReason: string | null): Json => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(includesUsage ? { usage: null } : {}),
  });
  const result: StreamFrame[] = [{ data: choice({ role: "assistant", content: "" }, null) }];
  for (const piece of answer.pieces) result.push({ data: choice({ content: piece }, null), isPiece: true });
  answer.toolCalls.forEach((call, index) => {
    const opening = { index, id: call.id, type: "function", function: { name: call.name, arguments: "" } };
    result.push({ data: choice({ tool_calls: [opening] }, null) });
    for (const part of halves(call.argumentsText)) {
      result.push({ data: choice({ tool_calls: [{ index, function: { arguments: part } }] }, null), isPiece: true });
    }
  });
  result.push({ data: choice({}, answer.finishReason) });
  if (includesUsage) result.push({ data: { ...head, choices: [], usage: usageOf(answer) } });
  result.push({ data: "[DONE]" });
  return result;
}

/** Arguments come in more than one piece, so that a client has to put them together. */
export function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((part) => part !== "");
}

/** OpenAI chat completions. */
export const chatFormat: ScriptedFormat = {
  api: "chat",
  path: "/chat/completions",
  readMessages: (body) => readMessageList(body["messages"]),
  whole,
  frames,
  refusal: openAIRefusal,
};

// The scripted model's OpenAI responses API: whole answers and streams.

import { halves } from "./scripted-chat.ts";
import {
  openAIRefusal,
  readMessageList,
  type JsonObject,
  type ScriptedFormat,
  type StreamFrame,
} from "./scripted-format.ts";
import type { ScriptedMessage, SettledAnswer } from "./scripted-reply.ts";

function readMessages(body: JsonObject): ScriptedMessage[] {
  const system = typeof body["instructions"] === "string" ? [{ role: "system", text: body["instructions"] }] : [];
  const input = body["input"];
  return [...system, ...(typeof input === "string" ? [{ role: "user", text: input }] : readMessageList(input))];
}

function messageItem(answer: SettledAnswer, status: string, text: string): JsonObject {
  const content = status === "completed" ? [{ type: "output_text", text, annotations: [], logprobs: [] }] : [];
  return { id: `msg_${answer.id}`, type: "message", status, role: "assistant", content };
}

function toolItem(call: SettledAnswer["toolCalls"][number], status: string, argumentsText: string): JsonObject {
  return {
    id: `fc_${call.id}`,
    type: "function_call",
    status,
    call_id: call.id,
    name: call.name,
    arguments: argumentsText,
  };
}

function outputOf(answer: SettledAnswer): JsonObject[] {
  const message =
    answer.text === "" && answer.toolCalls.length > 0 ? [] : [messageItem(answer, "completed", answer.text)];
  return [...message, ...answer.toolCalls.map((call) => toolItem(call, "completed", call.argumentsText))];
}

function envelope(answer: SettledAnswer, isFinished: boolean): JsonObject {
  const isCutShort = answer.finishReason === "length" || answer.finishReason === "content_filter";
  const reason = answer.finishReason === "length" ? "max_output_tokens" : "content_filter";
  const { usage } = answer;
  return {
    id: `resp_${answer.id}`,
    object: "response",
    created_at: answer.createdAtSeconds,
    status: isFinished ? (isCutShort ? "incomplete" : "completed") : "in_progress",
    error: null,
    incomplete_details: isFinished && isCutShort ? { reason } : null,
    instructions: null,
    metadata: {},
    model: answer.model,
    output: isFinished ? outputOf(answer) : [],
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: "auto",
    tools: [],
    top_p: 1,
    usage: isFinished
      ? {
          input_tokens: usage.promptTokens,
          input_tokens_details: { cached_tokens: usage.cachedTokens },
          output_tokens: usage.completionTokens,
          output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
          total_tokens: usage.promptTokens + usage.completionTokens,
        }
      : null,
  };
}

type Unnumbered = { readonly type: string; readonly fields: JsonObject; readonly isPiece?: boolean };

function messageFrames(answer: SettledAnswer): Unnumbered[] {
  const where = { item_id: `msg_${answer.id}`, output_index: 0, content_index: 0 };
  const part = (text: string): JsonObject => ({ type: "output_text", text, annotations: [], logprobs: [] });
  return [
    { type: "response.output_item.added", fields: { output_index: 0, item: messageItem(answer, "in_progress", "") } },
    { type: "response.content_part.added", fields: { ...where, part: part("") } },
    ...answer.pieces.map((delta) => ({
      type: "response.output_text.delta",
      fields: { ...where, delta, logprobs: [] },
      isPiece: true,
    })),
    { type: "response.output_text.done", fields: { ...where, text: answer.text, logprobs: [] } },
    { type: "response.content_part.done", fields: { ...where, part: part(answer.text) } },
    {
      type: "response.output_item.done",
      fields: { output_index: 0, item: messageItem(answer, "completed", answer.text) },
    },
  ];
}

function toolFrames(call: SettledAnswer["toolCalls"][number], outputIndex: number): Unnumbered[] {
  const where = { item_id: `fc_${call.id}`, output_index: outputIndex };
  return [
    {
      type: "response.output_item.added",
      fields: { output_index: outputIndex, item: toolItem(call, "in_progress", "") },
    },
    ...halves(call.argumentsText).map((delta) => ({
      type: "response.function_call_arguments.delta",
      fields: { ...where, delta },
      isPiece: true,
    })),
    {
      type: "response.function_call_arguments.done",
      fields: { ...where, name: call.name, arguments: call.argumentsText },
    },
    {
      type: "response.output_item.done",
      fields: { output_index: outputIndex, item: toolItem(call, "completed", call.argumentsText) },
    },
  ];
}

function frames(answer: SettledAnswer): StreamFrame[] {
  const hasMessage = answer.text !== "" || answer.toolCalls.length === 0;
  const isCutShort = answer.finishReason === "length" || answer.finishReason === "content_filter";
  const all: Unnumbered[] = [
    { type: "response.created", fields: { response: envelope(answer, false) } },
    { type: "response.in_progress", fields: { response: envelope(answer, false) } },
    ...(hasMessage ? messageFrames(answer) : []),
    ...answer.toolCalls.flatMap((call, position) => toolFrames(call, position + (hasMessage ? 1 : 0))),
    { type: isCutShort ? "response.incomplete" : "response.completed", fields: { response: envelope(answer, true) } },
  ];
  return all.map(({ type, fields, isPiece = false }, sequence) => ({
    event: type,
    data: { type, sequence_number: sequence, ...fields },
    isPiece,
  }));
}

/** OpenAI responses. */
export const responsesFormat: ScriptedFormat = {
  api: "responses",
  path: "/responses",
  readMessages,
  whole: (answer) => envelope(answer, true),
  frames,
  refusal: openAIRefusal,
};

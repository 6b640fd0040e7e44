// Traces the AI SDK's model calls through its own telemetry hook, with or without an OpenTelemetry SDK.

import { LlmCall } from "./llm-call.ts";
import type { LlmAnswer, LlmContent, LlmMessage, LlmRequest, LlmToolCall } from "./llm-message.ts";
import { fieldOf, itemsOf, jsonFieldsOf, jsonOf, numberOf, textOf } from "./loose-json.ts";

/** What `registerTelemetry` of the AI SDK takes; its events are read by shape. */
export interface AiSdkTelemetry {
  onLanguageModelCallStart(event: unknown): void;
  onLanguageModelCallEnd(event: unknown): void;
  onError(event: unknown): void;
  onAbort(event: unknown): void;
}

const SETTINGS: ReadonlySet<string> = new Set([
  "maxOutputTokens",
  "temperature",
  "topP",
  "topK",
  "presencePenalty",
  "frequencyPenalty",
  "stopSequences",
  "seed",
  "reasoning",
]);

/**
 * Makes a telemetry integration for the AI SDK: each model call of `generateText`, `streamText` and the like becomes
 * an LLM span, and in a step a record and a row, with messages, tools, tokens and cost. Use it instead of
 * `@ai-sdk/otel` for calls that are to be recorded without an OpenTelemetry SDK.
 *
 * @example
 * ```ts
 * import { registerTelemetry } from "ai";
 * import { aiSdkTelemetry } from "stepscope/llm";
 *
 * registerTelemetry(aiSdkTelemetry());
 * ```
 */
export function aiSdkTelemetry(): AiSdkTelemetry {
  const calls = new Map<string, LlmCall>();
  const take = (event: unknown): LlmCall | undefined => {
    const callId = textOf(fieldOf(event, "callId")) ?? "";
    const call = calls.get(callId);
    calls.delete(callId);
    return call;
  };
  return {
    onLanguageModelCallStart: (event) => {
      // A call that is tried again has the same id: the try before it has failed.
      take(event)?.end("error", new Error("the call failed and was tried again"));
      calls.set(textOf(fieldOf(event, "callId")) ?? "", new LlmCall(readRequest(event)));
    },
    onLanguageModelCallEnd: (event) => {
      const call = take(event);
      call?.answered(readAnswer(event));
      call?.end("ok");
    },
    onError: (event) => {
      take(event)?.end("error", fieldOf(event, "error") ?? event);
    },
    onAbort: (event) => {
      take(event)?.end("aborted", fieldOf(event, "reason"));
    },
  };
}

function readRequest(event: unknown): LlmRequest {
  const instructions = fieldOf(event, "instructions");
  const system = textOf(instructions) ?? textOf(fieldOf(instructions, "content"));
  const messages = itemsOf(fieldOf(event, "messages")).map(readMessage);
  const unwanted = new Set(
    Object.keys(typeof event === "object" && event !== null ? event : {}).filter((key) => !SETTINGS.has(key)),
  );
  return {
    // `openai.chat` is OpenAI.
    provider: (textOf(fieldOf(event, "provider")) ?? "unknown").replace(/\..*$/, ""),
    model: textOf(fieldOf(event, "modelId")) ?? "unknown",
    messages: system === undefined ? messages : [{ role: "system", content: system }, ...messages],
    parameters: jsonFieldsOf(event, unwanted),
    tools: itemsOf(fieldOf(event, "tools")).map((tool) => jsonOf(tool) ?? null),
  };
}

function readMessage(message: unknown): LlmMessage {
  const role = textOf(fieldOf(message, "role")) ?? "user";
  const content = fieldOf(message, "content");
  const text = textOf(content);
  return text === undefined ? messageOf(role, itemsOf(content)) : { role, content: text };
}

function messageOf(role: string, parts: readonly unknown[]): LlmMessage {
  const calls = parts.filter((part) => fieldOf(part, "type") === "tool-call").map(readCall);
  const result = parts.find((part) => fieldOf(part, "type") === "tool-result");
  const content = parts.map(readPart).filter((part) => part !== undefined);
  return {
    role,
    ...(content.length > 0 ? { content } : {}),
    ...(calls.length > 0 ? { toolCalls: calls } : {}),
    ...(result === undefined ? {} : { toolCallId: textOf(fieldOf(result, "toolCallId")) }),
  };
}

function readCall(part: unknown): LlmToolCall {
  const input = fieldOf(part, "input");
  return {
    id: textOf(fieldOf(part, "toolCallId")),
    name: textOf(fieldOf(part, "toolName")) ?? "unknown",
    arguments: textOf(input) ?? JSON.stringify(jsonOf(input) ?? {}),
  };
}

function readPart(part: unknown): LlmContent | undefined {
  const text = textOf(fieldOf(part, "text"));
  switch (fieldOf(part, "type")) {
    case "text":
      return { type: "text", text: text ?? "" };
    case "reasoning":
      return { type: "reasoning", text: text ?? "" };
    case "tool-result": {
      const output = fieldOf(part, "output", "value") ?? fieldOf(part, "output");
      return { type: "text", text: textOf(output) ?? JSON.stringify(jsonOf(output) ?? null) };
    }
    case "tool-call":
      return undefined;
    default:
      return { type: "text", text: `[${textOf(fieldOf(part, "type")) ?? "part"}]` };
  }
}

function readAnswer(event: unknown): LlmAnswer {
  return {
    model: textOf(fieldOf(event, "response", "modelId")),
    messages: [messageOf("assistant", itemsOf(fieldOf(event, "content")))],
    finishReason: textOf(fieldOf(event, "finishReason")) ?? textOf(fieldOf(event, "finishReason", "unified")),
    usage: {
      promptTokens: numberOf(fieldOf(event, "usage", "inputTokens")),
      completionTokens: numberOf(fieldOf(event, "usage", "outputTokens")),
      totalTokens: numberOf(fieldOf(event, "usage", "totalTokens")),
      cacheReadTokens: numberOf(fieldOf(event, "usage", "inputTokenDetails", "cacheReadTokens")),
      cacheWriteTokens: numberOf(fieldOf(event, "usage", "inputTokenDetails", "cacheWriteTokens")),
      reasoningTokens: numberOf(fieldOf(event, "usage", "outputTokenDetails", "reasoningTokens")),
    },
  };
}

// Reads OpenAI's responses API.

import type { ClientDialect, StreamReader } from "./client-dialect.ts";
import type { LlmAnswer, LlmContent, LlmMessage, LlmUsage } from "./llm-message.ts";
import { fieldOf, itemsOf, jsonFieldsOf, jsonOf, numberOf, textOf } from "./loose-json.ts";

const NOT_PARAMETERS: ReadonlySet<string> = new Set(["input", "instructions", "tools", "model"]);

/** `responses.create`. */
export const openAIResponses: ClientDialect = {
  readRequest: (body, provider) => ({
    provider,
    model: textOf(fieldOf(body, "model")) ?? "unknown",
    messages: readInput(body),
    parameters: jsonFieldsOf(body, NOT_PARAMETERS),
    tools: itemsOf(fieldOf(body, "tools")).map((tool) => jsonOf(tool) ?? null),
  }),
  readAnswer,
  openStream: () => new ResponsesStream(),
};

function readInput(body: unknown): readonly LlmMessage[] {
  const instructions = textOf(fieldOf(body, "instructions"));
  const input = fieldOf(body, "input");
  const messages = typeof input === "string" ? [{ role: "user", content: input }] : itemsOf(input).map(readItem);
  return instructions === undefined ? messages : [{ role: "system", content: instructions }, ...messages];
}

/** An item of a conversation: a message, a call of a tool, what the tool gave, or reasoning. */
function readItem(item: unknown): LlmMessage {
  switch (fieldOf(item, "type")) {
    case "function_call":
    case "custom_tool_call":
      return { role: "assistant", toolCalls: [readCall(item)] };
    case "function_call_output":
    case "custom_tool_call_output": {
      const output = fieldOf(item, "output");
      return {
        role: "tool",
        toolCallId: textOf(fieldOf(item, "call_id")),
        content: textOf(output) ?? JSON.stringify(jsonOf(output) ?? null),
      };
    }
    case "reasoning":
      return {
        role: "assistant",
        content: itemsOf(fieldOf(item, "summary")).map((part) => ({
          type: "reasoning",
          text: textOf(fieldOf(part, "text")) ?? "",
        })),
      };
    default: {
      const content = fieldOf(item, "content");
      return {
        role: textOf(fieldOf(item, "role")) ?? "assistant",
        content: textOf(content) ?? itemsOf(content).map(readPart),
      };
    }
  }
}

function readCall(item: unknown): { id: string | undefined; name: string; arguments: string } {
  return {
    id: textOf(fieldOf(item, "call_id")) ?? textOf(fieldOf(item, "id")),
    name: textOf(fieldOf(item, "name")) ?? "unknown",
    arguments: textOf(fieldOf(item, "arguments")) ?? textOf(fieldOf(item, "input")) ?? "",
  };
}

function readPart(part: unknown): LlmContent {
  const text = textOf(fieldOf(part, "text")) ?? textOf(fieldOf(part, "refusal"));
  if (text !== undefined) return { type: "text", text };
  const url = textOf(fieldOf(part, "image_url"));
  return url === undefined
    ? { type: "text", text: `[${textOf(fieldOf(part, "type")) ?? "part"}]` }
    : { type: "image", url };
}

function readAnswer(data: unknown): LlmAnswer {
  const usage = fieldOf(data, "usage");
  return {
    model: textOf(fieldOf(data, "model")),
    messages: joinOutput(itemsOf(fieldOf(data, "output")).map(readItem)),
    finishReason: textOf(fieldOf(data, "incomplete_details", "reason")) ?? textOf(fieldOf(data, "status")),
    usage: typeof usage === "object" && usage !== null ? readUsage(usage) : undefined,
  };
}

/** The answer's items are one turn of the assistant: its text and its tool calls belong together. */
function joinOutput(items: readonly LlmMessage[]): readonly LlmMessage[] {
  if (items.length < 2) return items;
  const toolCalls = items.flatMap((item) => item.toolCalls ?? []);
  const parts = items.flatMap((item): readonly LlmContent[] =>
    typeof item.content === "string" ? [{ type: "text", text: item.content }] : (item.content ?? []),
  );
  return [
    {
      role: "assistant",
      ...(parts.length > 0 ? { content: parts } : {}),
      ...(toolCalls.length > 0 ? { toolCalls } : {}),
    },
  ];
}

function readUsage(usage: unknown): LlmUsage {
  return {
    promptTokens: numberOf(fieldOf(usage, "input_tokens")),
    completionTokens: numberOf(fieldOf(usage, "output_tokens")),
    totalTokens: numberOf(fieldOf(usage, "total_tokens")),
    cacheReadTokens: numberOf(fieldOf(usage, "input_tokens_details", "cached_tokens")),
    reasoningTokens: numberOf(fieldOf(usage, "output_tokens_details", "reasoning_tokens")),
  };
}

class ResponsesStream implements StreamReader {
  #text = "";
  #calls = new Map<string, { id: string | undefined; name: string; arguments: string }>();
  #whole: LlmAnswer | undefined;
  #model: string | undefined;

  chunk(chunk: unknown): boolean {
    const type = textOf(fieldOf(chunk, "type")) ?? "";
    this.#model ??= textOf(fieldOf(chunk, "response", "model"));
    switch (type) {
      case "response.output_text.delta":
        this.#text += textOf(fieldOf(chunk, "delta")) ?? "";
        return true;
      case "response.output_item.added":
        if (fieldOf(chunk, "item", "type") === "function_call")
          this.#calls.set(keyOf(fieldOf(chunk, "item", "id")), readCall(fieldOf(chunk, "item")));
        return false;
      case "response.function_call_arguments.delta": {
        const call = this.#calls.get(keyOf(fieldOf(chunk, "item_id")));
        if (call !== undefined) call.arguments += textOf(fieldOf(chunk, "delta")) ?? "";
        return true;
      }
      case "response.completed":
      case "response.incomplete":
      case "response.failed":
        this.#whole = readAnswer(fieldOf(chunk, "response"));
        return false;
      default:
        return type.endsWith(".delta");
    }
  }

  answer(): LlmAnswer {
    if (this.#whole !== undefined && (this.#whole.messages?.length ?? 0) > 0) return this.#whole;
    const calls = [...this.#calls.values()];
    const message: LlmMessage = {
      role: "assistant",
      ...(this.#text === "" ? {} : { content: this.#text }),
      ...(calls.length > 0 ? { toolCalls: calls } : {}),
    };
    const written = this.#text === "" && calls.length === 0 ? [] : [message];
    return { model: this.#model, ...this.#whole, messages: written };
  }

  isComplete(): boolean {
    return this.#whole !== undefined;
  }
}

function keyOf(id: unknown): string {
  return textOf(id) ?? "";
}

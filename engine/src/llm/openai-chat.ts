// Reads OpenAI's chat completions, which many other servers speak too.

import type { ClientDialect, StreamReader } from "./client-dialect.ts";
import type { LlmAnswer, LlmContent, LlmMessage, LlmToolCall, LlmUsage } from "./llm-message.ts";
import { fieldOf, itemsOf, jsonFieldsOf, jsonOf, numberOf, textOf } from "./loose-json.ts";

const NOT_PARAMETERS: ReadonlySet<string> = new Set(["messages", "tools", "functions", "model"]);

/** `chat.completions.create`. */
export const openAIChat: ClientDialect = {
  readRequest: (body, provider) => ({
    provider,
    model: textOf(fieldOf(body, "model")) ?? "unknown",
    messages: itemsOf(fieldOf(body, "messages")).map(readMessage),
    parameters: jsonFieldsOf(body, NOT_PARAMETERS),
    tools: [...itemsOf(fieldOf(body, "tools")), ...itemsOf(fieldOf(body, "functions"))].map(
      (tool) => jsonOf(tool) ?? null,
    ),
  }),
  readAnswer: (data) => ({
    model: textOf(fieldOf(data, "model")),
    messages: itemsOf(fieldOf(data, "choices")).map((choice) => readMessage(fieldOf(choice, "message"))),
    finishReason: textOf(fieldOf(data, "choices", 0, "finish_reason")),
    usage: readUsage(fieldOf(data, "usage")),
  }),
  openStream: () => new ChatStream(),
};

function readMessage(message: unknown): LlmMessage {
  const content = fieldOf(message, "content");
  const refusal = textOf(fieldOf(message, "refusal"));
  const parts = itemsOf(content)
    .map(readPart)
    .filter((part) => part !== undefined);
  const reasoning = textOf(fieldOf(message, "reasoning_content")) ?? textOf(fieldOf(message, "reasoning"));
  const calls = itemsOf(fieldOf(message, "tool_calls")).map(readToolCall);
  return {
    role: textOf(fieldOf(message, "role")) ?? "assistant",
    content: withReasoning(textOf(content) ?? (parts.length > 0 ? parts : refusal), reasoning),
    name: textOf(fieldOf(message, "name")),
    toolCallId: textOf(fieldOf(message, "tool_call_id")),
    ...(calls.length > 0 ? { toolCalls: calls } : {}),
  };
}

function withReasoning(content: LlmMessage["content"], reasoning: string | undefined): LlmMessage["content"] {
  if (reasoning === undefined || reasoning === "") return content;
  const rest: readonly LlmContent[] = typeof content === "string" ? [{ type: "text", text: content }] : (content ?? []);
  return [{ type: "reasoning", text: reasoning }, ...rest];
}

function readPart(part: unknown): LlmContent | undefined {
  const text = textOf(fieldOf(part, "text")) ?? textOf(fieldOf(part, "refusal"));
  if (text !== undefined) return { type: "text", text };
  const url = textOf(fieldOf(part, "image_url", "url")) ?? textOf(fieldOf(part, "image_url"));
  if (url !== undefined) return { type: "image", url };
  const type = textOf(fieldOf(part, "type"));
  return type === undefined ? undefined : { type: "text", text: `[${type}]` };
}

function readToolCall(call: unknown): LlmToolCall {
  return {
    id: textOf(fieldOf(call, "id")),
    name: textOf(fieldOf(call, "function", "name")) ?? textOf(fieldOf(call, "custom", "name")) ?? "unknown",
    arguments: textOf(fieldOf(call, "function", "arguments")) ?? textOf(fieldOf(call, "custom", "input")) ?? "",
  };
}

function readUsage(usage: unknown): LlmUsage | undefined {
  if (typeof usage !== "object" || usage === null) return undefined;
  return {
    promptTokens: numberOf(fieldOf(usage, "prompt_tokens")),
    completionTokens: numberOf(fieldOf(usage, "completion_tokens")),
    totalTokens: numberOf(fieldOf(usage, "total_tokens")),
    cacheReadTokens: numberOf(fieldOf(usage, "prompt_tokens_details", "cached_tokens")),
    reasoningTokens: numberOf(fieldOf(usage, "completion_tokens_details", "reasoning_tokens")),
  };
}

interface Choice {
  role: string;
  text: string;
  reasoning: string;
  readonly calls: Map<number, { id: string | undefined; name: string; arguments: string }>;
}

class ChatStream implements StreamReader {
  readonly #choices = new Map<number, Choice>();
  #model: string | undefined;
  #finishReason: string | undefined;
  #usage: LlmUsage | undefined;

  chunk(chunk: unknown): boolean {
    this.#model ??= textOf(fieldOf(chunk, "model"));
    this.#usage = readUsage(fieldOf(chunk, "usage")) ?? this.#usage;
    let wrote = false;
    for (const item of itemsOf(fieldOf(chunk, "choices"))) {
      this.#finishReason = textOf(fieldOf(item, "finish_reason")) ?? this.#finishReason;
      wrote = this.#addDelta(this.#choice(numberOf(fieldOf(item, "index")) ?? 0), fieldOf(item, "delta")) || wrote;
    }
    return wrote;
  }

  answer(): LlmAnswer {
    const messages = [...this.#choices.values()].map((choice): LlmMessage => {
      const calls = [...choice.calls.values()];
      const text = choice.text === "" && calls.length > 0 ? undefined : choice.text;
      return {
        role: choice.role,
        content: withReasoning(text, choice.reasoning),
        ...(calls.length > 0 ? { toolCalls: calls } : {}),
      };
    });
    return { model: this.#model, messages, finishReason: this.#finishReason, usage: this.#usage };
  }

  isComplete(): boolean {
    return this.#finishReason !== undefined;
  }

  #choice(index: number): Choice {
    const known = this.#choices.get(index);
    if (known !== undefined) return known;
    const made: Choice = { role: "assistant", text: "", reasoning: "", calls: new Map() };
    this.#choices.set(index, made);
    return made;
  }

  #addDelta(choice: Choice, delta: unknown): boolean {
    choice.role = textOf(fieldOf(delta, "role")) ?? choice.role;
    const text = textOf(fieldOf(delta, "content")) ?? textOf(fieldOf(delta, "refusal")) ?? "";
    const reasoning = textOf(fieldOf(delta, "reasoning_content")) ?? textOf(fieldOf(delta, "reasoning")) ?? "";
    choice.text += text;
    choice.reasoning += reasoning;
    const calls = itemsOf(fieldOf(delta, "tool_calls"));
    for (const call of calls) {
      const index = numberOf(fieldOf(call, "index")) ?? choice.calls.size;
      const known = choice.calls.get(index) ?? { id: undefined, name: "", arguments: "" };
      known.id ??= textOf(fieldOf(call, "id"));
      known.name += textOf(fieldOf(call, "function", "name")) ?? "";
      known.arguments += textOf(fieldOf(call, "function", "arguments")) ?? "";
      choice.calls.set(index, known);
    }
    return text !== "" || reasoning !== "" || calls.length > 0;
  }
}

// Reads Anthropic's messages API.

import type { ClientDialect, StreamReader } from "./client-dialect.ts";
import type { LlmAnswer, LlmContent, LlmMessage, LlmToolCall, LlmUsage } from "./llm-message.ts";
import { fieldOf, itemsOf, jsonFieldsOf, jsonOf, numberOf, textOf } from "./loose-json.ts";

const NOT_PARAMETERS: ReadonlySet<string> = new Set(["messages", "system", "tools", "model"]);

/** `messages.create`. */
export const anthropicMessages: ClientDialect = {
  readRequest: (body, provider) => ({
    provider,
    model: textOf(fieldOf(body, "model")) ?? "unknown",
    messages: [...readSystem(fieldOf(body, "system")), ...itemsOf(fieldOf(body, "messages")).flatMap(readTurn)],
    parameters: jsonFieldsOf(body, NOT_PARAMETERS),
    tools: itemsOf(fieldOf(body, "tools")).map((tool) => jsonOf(tool) ?? null),
  }),
  readAnswer: (data) => ({
    model: textOf(fieldOf(data, "model")),
    messages: [messageOf("assistant", itemsOf(fieldOf(data, "content")))],
    finishReason: textOf(fieldOf(data, "stop_reason")),
    usage: readUsage(fieldOf(data, "usage")),
  }),
  openStream: () => new MessageStream(),
};

function readSystem(system: unknown): readonly LlmMessage[] {
  if (typeof system === "string") return [{ role: "system", content: system }];
  const blocks = itemsOf(system);
  return blocks.length === 0 ? [] : [messageOf("system", blocks)];
}

/** One turn; what tools gave comes inside the user's turn, and is told apart. */
function readTurn(turn: unknown): readonly LlmMessage[] {
  const role = textOf(fieldOf(turn, "role")) ?? "user";
  const content = fieldOf(turn, "content");
  if (typeof content === "string") return [{ role, content }];
  const blocks = itemsOf(content);
  const results = blocks.filter((block) => fieldOf(block, "type") === "tool_result").map(readToolResult);
  const rest = blocks.filter((block) => fieldOf(block, "type") !== "tool_result");
  return rest.length === 0 && results.length > 0 ? results : [...results, messageOf(role, rest)];
}

function readToolResult(block: unknown): LlmMessage {
  const content = fieldOf(block, "content");
  return {
    role: "tool",
    toolCallId: textOf(fieldOf(block, "tool_use_id")),
    content: textOf(content) ?? itemsOf(content).map(readBlock),
  };
}

function messageOf(role: string, blocks: readonly unknown[]): LlmMessage {
  const calls = blocks.filter((block) => fieldOf(block, "type") === "tool_use").map(readCall);
  const parts = blocks.filter((block) => fieldOf(block, "type") !== "tool_use").map(readBlock);
  return { role, ...(parts.length > 0 ? { content: parts } : {}), ...(calls.length > 0 ? { toolCalls: calls } : {}) };
}

function readCall(block: unknown): LlmToolCall {
  return {
    id: textOf(fieldOf(block, "id")),
    name: textOf(fieldOf(block, "name")) ?? "unknown",
    arguments: JSON.stringify(jsonOf(fieldOf(block, "input")) ?? {}),
  };
}

function readBlock(block: unknown): LlmContent {
  const type = textOf(fieldOf(block, "type")) ?? "block";
  const text = textOf(fieldOf(block, "text"));
  if (text !== undefined) return { type: "text", text };
  const thinking = textOf(fieldOf(block, "thinking"));
  if (thinking !== undefined) return { type: "reasoning", text: thinking };
  const url = textOf(fieldOf(block, "source", "url"));
  if (url !== undefined) return { type: "image", url };
  const data = textOf(fieldOf(block, "source", "data"));
  if (data === undefined) return { type: "text", text: `[${type}]` };
  return { type: "image", url: `data:${textOf(fieldOf(block, "source", "media_type")) ?? "image/png"};base64,${data}` };
}

/** Anthropic counts cached tokens apart from the prompt's; the prompt is all of them. */
function readUsage(usage: unknown): LlmUsage | undefined {
  const input = numberOf(fieldOf(usage, "input_tokens"));
  const output = numberOf(fieldOf(usage, "output_tokens"));
  if (input === undefined && output === undefined) return undefined;
  const read = numberOf(fieldOf(usage, "cache_read_input_tokens"));
  const write = numberOf(fieldOf(usage, "cache_creation_input_tokens"));
  return {
    promptTokens: input === undefined ? undefined : input + (read ?? 0) + (write ?? 0),
    completionTokens: output,
    cacheReadTokens: read,
    cacheWriteTokens: write,
  };
}

class MessageStream implements StreamReader {
  readonly #blocks = new Map<
    number,
    { type: string; text: string; id: string | undefined; name: string | undefined }
  >();
  #model: string | undefined;
  #usage: LlmUsage | undefined;
  #stopReason: string | undefined;
  #isStopped = false;

  chunk(chunk: unknown): boolean {
    switch (fieldOf(chunk, "type")) {
      case "message_start":
        this.#model = textOf(fieldOf(chunk, "message", "model"));
        this.#usage = readUsage(fieldOf(chunk, "message", "usage"));
        return false;
      case "content_block_start":
        return this.#startBlock(chunk);
      case "content_block_delta":
        return this.#addDelta(chunk);
      case "message_delta": {
        this.#stopReason = textOf(fieldOf(chunk, "delta", "stop_reason")) ?? this.#stopReason;
        const output = numberOf(fieldOf(chunk, "usage", "output_tokens"));
        const later = readUsage(fieldOf(chunk, "usage"));
        this.#usage = {
          ...this.#usage,
          ...(later?.promptTokens === undefined ? {} : later),
          ...(output === undefined ? {} : { completionTokens: output }),
        };
        return false;
      }
      case "message_stop":
        this.#isStopped = true;
        return false;
      default:
        return false;
    }
  }

  answer(): LlmAnswer {
    const blocks = [...this.#blocks.entries()].sort(([a], [b]) => a - b).map(([, block]) => block);
    const calls = blocks.filter((block) => block.type === "tool_use");
    const parts = blocks
      .filter((block) => block.type !== "tool_use")
      .map((block): LlmContent => ({ type: block.type === "thinking" ? "reasoning" : "text", text: block.text }));
    const message: LlmMessage = {
      role: "assistant",
      ...(parts.length > 0 ? { content: parts } : {}),
      ...(calls.length > 0
        ? { toolCalls: calls.map((call) => ({ id: call.id, name: call.name ?? "unknown", arguments: call.text })) }
        : {}),
    };
    return {
      model: this.#model,
      messages: blocks.length > 0 ? [message] : [],
      finishReason: this.#stopReason,
      usage: this.#usage,
    };
  }

  isComplete(): boolean {
    return this.#isStopped || this.#stopReason !== undefined;
  }

  #startBlock(chunk: unknown): boolean {
    const block = fieldOf(chunk, "content_block");
    const text = textOf(fieldOf(block, "text")) ?? textOf(fieldOf(block, "thinking")) ?? "";
    this.#blocks.set(numberOf(fieldOf(chunk, "index")) ?? this.#blocks.size, {
      type: textOf(fieldOf(block, "type")) ?? "text",
      text,
      id: textOf(fieldOf(block, "id")),
      name: textOf(fieldOf(block, "name")),
    });
    return text !== "";
  }

  #addDelta(chunk: unknown): boolean {
    const block = this.#blocks.get(numberOf(fieldOf(chunk, "index")) ?? 0);
    const delta = fieldOf(chunk, "delta");
    const text =
      textOf(fieldOf(delta, "text")) ??
      textOf(fieldOf(delta, "thinking")) ??
      textOf(fieldOf(delta, "partial_json")) ??
      "";
    if (block !== undefined) block.text += text;
    return text !== "";
  }
}

// What goes into a model and what comes out of it, in one form for all clients.

import type { Json } from "../codec/encoded-value.ts";

/** A part of a message. */
export type LlmContent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly url: string }
  | { readonly type: "reasoning"; readonly text: string };

/** A tool that the model asked to be called. */
export interface LlmToolCall {
  readonly id?: string | undefined;
  readonly name: string;
  /** The arguments as JSON text, as the model wrote them. */
  readonly arguments: string;
}

/** One message of a conversation. */
export interface LlmMessage {
  /** `system`, `user`, `assistant`, `tool` … */
  readonly role: string;
  readonly content?: string | readonly LlmContent[] | undefined;
  readonly name?: string | undefined;
  /** On a tool's answer: the call it answers. */
  readonly toolCallId?: string | undefined;
  readonly toolCalls?: readonly LlmToolCall[] | undefined;
}

/** Token counts of a call, as the provider gave them. */
export interface LlmUsage {
  /** All tokens of the prompt, cached ones included. */
  readonly promptTokens?: number | undefined;
  readonly completionTokens?: number | undefined;
  readonly totalTokens?: number | undefined;
  /** Tokens of the prompt that came from a cache. */
  readonly cacheReadTokens?: number | undefined;
  /** Tokens of the prompt that were put into a cache. */
  readonly cacheWriteTokens?: number | undefined;
  /** Tokens of the completion that were spent on reasoning. */
  readonly reasoningTokens?: number | undefined;
}

/** What is asked of a model. */
export interface LlmRequest {
  /** The model asked for. */
  readonly model: string;
  /** Who serves it: `openai`, `anthropic`, `ollama` … */
  readonly provider: string;
  readonly messages: readonly LlmMessage[];
  /** Temperature and such, without messages and tools. */
  readonly parameters?: { readonly [name: string]: Json } | undefined;
  /** Tool definitions, as the provider takes them. */
  readonly tools?: readonly Json[] | undefined;
}

/** What the model answered. */
export interface LlmAnswer {
  /** The model that answered, where the provider says. */
  readonly model?: string | undefined;
  readonly messages?: readonly LlmMessage[] | undefined;
  readonly finishReason?: string | undefined;
  readonly usage?: LlmUsage | undefined;
}

/** The text of a message, images aside. */
export function messageText(message: LlmMessage): string {
  if (message.content === undefined) return "";
  if (typeof message.content === "string") return message.content;
  return message.content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

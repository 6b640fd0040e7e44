// What a scripted model is told to answer, what it was asked, and which answer belongs to which request.

import type { IncomingHttpHeaders } from "node:http";
import type { Json } from "../codec/encoded-value.ts";

/** A tool call that the scripted model makes. */
export interface ScriptedToolCall {
  /** @default `call_<request>_<position>` */
  readonly id?: string;
  readonly name: string;
  /** The arguments as an object, or as the exact text to send (which need not be JSON). */
  readonly arguments: Json;
}

/** Token counts to report instead of the estimate. */
export interface ScriptedUsage {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly cachedTokens?: number;
  readonly reasoningTokens?: number;
}

/** An answer of the model. */
export interface ScriptedAnswer {
  /** @default "" */
  readonly text?: string;
  /** The pieces a streamed answer comes in; together they are the text. @default one piece per word of `text` */
  readonly pieces?: readonly string[];
  readonly toolCalls?: readonly ScriptedToolCall[];
  /** In OpenAI's words. @default "tool_calls" with tool calls, otherwise "stop" */
  readonly finishReason?: "stop" | "length" | "tool_calls" | "content_filter";
  /** @default an estimate: one token for every four characters */
  readonly usage?: ScriptedUsage;
  /** The model named in the answer. @default the server's, otherwise the one that was asked for */
  readonly model?: string;
  /** Pause before anything is sent, in ms. @default 0 */
  readonly delayMs?: number;
  /** Pause between two pieces of a streamed answer, in ms. @default 0 */
  readonly pieceDelayMs?: number;
  /** Cut the connection after so many pieces of a streamed answer. @default never */
  readonly breakAfterPieces?: number;
}

/** A refusal. */
export interface ScriptedFailure {
  /** HTTP status, such as 429, 404 or 500. */
  readonly status: number;
  /** @default a sentence that names the status */
  readonly message?: string;
  /** Sent as `retry-after` (seconds, rounded up) and `retry-after-ms`. */
  readonly retryAfterMs?: number;
  /** Further response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Pause before the refusal, in ms. @default 0 */
  readonly delayMs?: number;
}

/** No answer at all: the connection stays open until the client or the server closes it. */
export interface ScriptedHang {
  readonly hang: true;
}

/** One reply: a text, or a description of an answer, a refusal or a silence. */
export type ScriptedReply = string | ScriptedAnswer | ScriptedFailure | ScriptedHang;

/** Chooses a reply for a request. */
export type ScriptedReplyFunction = (request: ScriptedRequest) => ScriptedReply | Promise<ScriptedReply>;

/** Replies in the order of the requests, or a function that chooses each one. */
export type ScriptedReplies = readonly (ScriptedReply | ScriptedReplyFunction)[] | ScriptedReplyFunction;

/** One message of a request, as plain text. */
export interface ScriptedMessage {
  readonly role: string;
  readonly text: string;
}

/** A request that the scripted model received. */
export interface ScriptedRequest {
  /** Position among the requests that asked for an answer, from 0. */
  readonly index: number;
  readonly api: "chat" | "responses" | "messages";
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The whole body, as sent. */
  readonly body: Readonly<Record<string, Json>>;
  /** The model that was asked for. */
  readonly model: string;
  /** System prompt and messages, whatever the API's own form. */
  readonly messages: readonly ScriptedMessage[];
  /** Text of the last user message; empty when there is none. */
  readonly prompt: string;
  readonly isStreamed: boolean;
  /** How it ended: `pending` until it did, `closedByClient` when the client left before the end. */
  outcome: "pending" | "answered" | "refused" | "broken" | "closedByClient";
}

/** What is known of a reply once it was chosen. */
export type ChosenReply =
  | { readonly kind: "answer"; readonly answer: ScriptedAnswer }
  | { readonly kind: "failure"; readonly failure: ScriptedFailure }
  | { readonly kind: "hang" };

/**
 * Estimates the number of tokens in a text: one for every four characters, rounded up.
 *
 * @example
 * ```ts
 * import { estimateTokens } from "stepscope/testing";
 *
 * console.log(estimateTokens("Twelve chars")); // 3
 * ```
 */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Chooses the reply for a request; a script that has run out answers 400, which no client retries. */
export async function chooseReply(replies: ScriptedReplies, request: ScriptedRequest): Promise<ChosenReply> {
  const entry = typeof replies === "function" ? replies : replies[request.index];
  if (entry === undefined) {
    const message = `The script has no reply for request ${request.index + 1}: it holds ${replies.length}. Add a reply, or pass a function.`;
    return { kind: "failure", failure: { status: 400, message } };
  }
  const reply = typeof entry === "function" ? await entry(request) : entry;
  if (typeof reply === "string") return { kind: "answer", answer: { text: reply } };
  if ("hang" in reply) return { kind: "hang" };
  if ("status" in reply) return { kind: "failure", failure: reply };
  return { kind: "answer", answer: reply };
}

/** An answer with everything decided that a format needs. */
export interface SettledAnswer {
  /** Unique per request. */
  readonly id: string;
  readonly model: string;
  readonly createdAtSeconds: number;
  readonly text: string;
  readonly pieces: readonly string[];
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly argumentsText: string }[];
  readonly finishReason: "stop" | "length" | "tool_calls" | "content_filter";
  readonly usage: Required<ScriptedUsage>;
}

/** Fills in what the script left open. */
export function settleAnswer(
  answer: ScriptedAnswer,
  request: ScriptedRequest,
  serverModel: string | undefined,
): SettledAnswer {
  const pieces = answer.pieces ?? (answer.text ?? "").match(/\s*\S+\s*$|\s*\S+|\s+$/g) ?? [];
  const text = answer.text ?? pieces.join("");
  const toolCalls = (answer.toolCalls ?? []).map((call, position) => ({
    id: call.id ?? `call_${request.index}_${position}`,
    name: call.name,
    argumentsText: typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments),
  }));
  const written = text + toolCalls.map((call) => call.name + call.argumentsText).join("");
  return {
    id: `scripted-${request.index}`,
    model: answer.model ?? serverModel ?? request.model,
    createdAtSeconds: Math.floor(Date.now() / 1000),
    text,
    pieces,
    toolCalls,
    finishReason: answer.finishReason ?? (toolCalls.length > 0 ? "tool_calls" : "stop"),
    usage: {
      promptTokens:
        answer.usage?.promptTokens ?? estimateTokens(request.messages.map((message) => message.text).join("\n")),
      completionTokens: answer.usage?.completionTokens ?? estimateTokens(written),
      cachedTokens: answer.usage?.cachedTokens ?? 0,
      reasoningTokens: answer.usage?.reasoningTokens ?? 0,
    },
  };
}

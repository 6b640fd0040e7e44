// The contract of one wire format of the scripted model, and what the formats share.

import type { Json } from "../codec/encoded-value.ts";
import type { ScriptedMessage, SettledAnswer } from "./scripted-reply.ts";

/** One frame of a server-sent stream. */
export interface StreamFrame {
  /** Name of the frame, in formats that name them. */
  readonly event?: string;
  /** JSON, or the text `[DONE]` that ends some streams. */
  readonly data: Json;
  /** Whether it carries a piece of the answer: pauses and planned breaks count these. */
  readonly isPiece?: boolean;
}

/** A JSON object, as it came over the wire. */
export type JsonObject = { readonly [key: string]: Json };

/** One API's wire format. */
export interface ScriptedFormat {
  readonly api: "chat" | "responses" | "messages";
  /** Path after `/v1`. */
  readonly path: string;
  readMessages(body: JsonObject): ScriptedMessage[];
  /** The answer in one body. */
  whole(answer: SettledAnswer): Json;
  /** The answer as a stream. */
  frames(answer: SettledAnswer, body: JsonObject): StreamFrame[];
  /** The body of a refusal. */
  refusal(status: number, message: string): Json;
}

/** Whether a JSON value is an object. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text in a message's content: a string, or the `text` of its parts. */
export function contentText(content: Json | undefined): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part: Json) => {
      if (!isJsonObject(part)) return "";
      if (typeof part["text"] === "string") return part["text"];
      return contentText(part["content"]);
    })
    .join("");
}

/** A list of `{ role, content }` messages, as plain text. */
export function readMessageList(list: Json | undefined): ScriptedMessage[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isJsonObject).map((message) => ({
    role: typeof message["role"] === "string" ? message["role"] : "user",
    text: contentText(message["content"] ?? message["output"]),
  }));
}

/** Error type and code in OpenAI's words, by status. */
export function openAIRefusal(status: number, message: string): Json {
  const [type, code] =
    OPENAI_ERRORS[status] ?? (status >= 500 ? ["server_error", "server_error"] : ["invalid_request_error", null]);
  return { error: { message, type, param: null, code } };
}

const OPENAI_ERRORS: Readonly<Record<number, readonly [string, string | null]>> = {
  401: ["invalid_request_error", "invalid_api_key"],
  404: ["invalid_request_error", "model_not_found"],
  429: ["rate_limit_error", "rate_limit_exceeded"],
};

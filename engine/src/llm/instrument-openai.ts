// Traces the calls of an OpenAI client: one client, or all clients of a class.

import { fieldOf } from "./loose-json.ts";
import { openAIChat } from "./openai-chat.ts";
import { openAIResponses } from "./openai-responses.ts";
import { traceCreate } from "./trace-create.ts";

/** Options of {@link instrumentOpenAI}. */
export interface InstrumentOptions {
  /** Who serves the calls. @default told from the client's base URL, `openai` where that says nothing */
  readonly provider?: string;
}

const PROVIDERS: readonly (readonly [RegExp, string])[] = [
  [/\.openai\.azure\.com/, "azure"],
  [/openrouter\.ai/, "openrouter"],
  [/api\.groq\.com/, "groq"],
  [/api\.mistral\.ai/, "mistralai"],
  [/api\.deepseek\.com/, "deepseek"],
  [/api\.together\./, "together"],
  [/generativelanguage\.googleapis\.com/, "google"],
  [/:11434\b/, "ollama"],
];

/**
 * Traces every chat completion and response of a client, streams and refusals too. Pass an `OpenAI` client to trace
 * that one, or the `OpenAI` class to trace all of them. The client stays the same object; doing it twice does nothing.
 *
 * @returns the client or class that was given
 * @example
 * ```ts
 * import OpenAI from "openai";
 * import { instrumentOpenAI } from "stepscope/llm";
 *
 * const client = instrumentOpenAI(new OpenAI());
 * ```
 */
export function instrumentOpenAI<C extends object>(client: C, options: InstrumentOptions = {}): C {
  if (options.provider !== undefined) toldProviders.set(client, options.provider);
  const provider = (resource: unknown) => {
    const owner = fieldOf(resource, "_client");
    return (
      toldProvider(owner) ?? options.provider ?? providerOf(fieldOf(owner, "baseURL") ?? fieldOf(client, "baseURL"))
    );
  };
  const isClass = typeof client === "function";
  const chat = isClass ? fieldOf(client, "Chat", "Completions", "prototype") : fieldOf(client, "chat", "completions");
  const responses = isClass ? fieldOf(client, "Responses", "prototype") : fieldOf(client, "responses");
  traceCreate(chat, { dialect: openAIChat, provider });
  traceCreate(responses, { dialect: openAIResponses, provider });
  return client;
}

/** What was said of one client, which also holds where its class is traced already. */
const toldProviders = new WeakMap<object, string>();

function toldProvider(client: unknown): string | undefined {
  return typeof client === "object" && client !== null ? toldProviders.get(client) : undefined;
}

function providerOf(baseUrl: unknown): string {
  if (typeof baseUrl !== "string") return "openai";
  return PROVIDERS.find(([pattern]) => pattern.test(baseUrl))?.[1] ?? "openai";
}

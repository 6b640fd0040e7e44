// What a client wrapper must know of one API: how its requests, answers and streams read.

import type { LlmAnswer, LlmRequest } from "./llm-message.ts";

/** Reads one API. Works on untrusted shapes: what is missing is left out. */
export interface ClientDialect {
  readRequest(body: unknown, provider: string): LlmRequest;
  readAnswer(data: unknown): LlmAnswer;
  openStream(): StreamReader;
}

/** Puts a streamed answer together. */
export interface StreamReader {
  /** Takes the next part; true when it carries something the model wrote. */
  chunk(chunk: unknown): boolean;
  /** What has been put together so far. */
  answer(): LlmAnswer;
  /** Whether the provider has said that the answer is over. */
  isComplete(): boolean;
}

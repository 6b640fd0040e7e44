// Traces a call of any model client by hand.

import { LlmCall } from "./llm-call.ts";
import type { LlmAnswer, LlmRequest } from "./llm-message.ts";
import { jsonOf } from "./loose-json.ts";
import { isAsyncIterable, trackStream, type StreamObserver } from "./track-stream.ts";

/** A call in progress, as the traced code sees it. */
export interface LlmTrace {
  /** Id of the call's span, also where no SDK listens. */
  readonly spanId: string;
  /** Says what the model answered; may be called more than once, later facts win. */
  answered(answer: LlmAnswer): void;
  /** Marks the first part of a streamed answer; without it the first part read counts. */
  firstToken(): void;
}

/**
 * Traces one call of a model: an LLM span where OpenTelemetry listens, and in a step a record and a row in the store,
 * with tokens, cost and time to first token. The call ends when the code's promise settles or, if the code gives a
 * stream, when that has been read or left.
 *
 * @param request what is asked; messages as the model gets them
 * @param code makes the call and may say what it knows of the answer; a text it returns is taken as the answer
 * @returns what the code returns
 * @throws what the code throws, as it is
 * @example
 * ```ts
 * import { traceLLM } from "stepscope/llm";
 *
 * const messages = [{ role: "user", content: "Say hello." }];
 * const text = await traceLLM({ provider: "local", model: "tiny", messages }, async (call) => {
 *   call.answered({ usage: { promptTokens: 4, completionTokens: 1 } });
 *   return "Hello.";
 * });
 * ```
 */
export async function traceLLM<T>(request: LlmRequest, code: (call: LlmTrace) => T | Promise<T>): Promise<T> {
  const call = new LlmCall(request);
  const answer: { messages: LlmAnswer["messages"] } = { messages: undefined };
  const handle: LlmTrace = {
    spanId: call.ids.spanId,
    answered: (given) => {
      answer.messages = given.messages ?? answer.messages;
      call.answered(given);
    },
    firstToken: () => call.firstToken(),
  };
  let result: T;
  try {
    result = await call.enter(async () => code(handle));
  } catch (error) {
    call.end(isAbort(error) ? "aborted" : "error", error);
    throw error;
  }
  if (isAsyncIterable(result)) return trackStream(result, new TextStream(call, () => answer.messages !== undefined));
  if (answer.messages === undefined) describeResult(call, result);
  call.end("ok");
  return result;
}

function describeResult(call: LlmCall, result: unknown): void {
  const content = typeof result === "string" ? result : JSON.stringify(jsonOf(result));
  if (content !== undefined && content !== "null") call.answered({ messages: [{ role: "assistant", content }] });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.constructor.name === "APIUserAbortError");
}

/** Parts of a stream that are texts make up the answer, unless the code says what it was. */
class TextStream implements StreamObserver {
  readonly #call: LlmCall;
  readonly #isAnswered: () => boolean;
  #text = "";

  constructor(call: LlmCall, isAnswered: () => boolean) {
    this.#call = call;
    this.#isAnswered = isAnswered;
  }

  chunk(chunk: unknown): void {
    this.#call.firstToken();
    if (typeof chunk === "string") this.#text += chunk;
  }

  done(): void {
    this.#end("ok");
  }

  left(): void {
    this.#end("abandoned");
  }

  failed(error: unknown): void {
    this.#end(isAbort(error) ? "aborted" : "error", error);
  }

  #end(outcome: "ok" | "error" | "aborted" | "abandoned", error?: unknown): void {
    if (!this.#isAnswered() && this.#text !== "")
      this.#call.answered({ messages: [{ role: "assistant", content: this.#text }] });
    this.#call.end(outcome, error);
  }
}

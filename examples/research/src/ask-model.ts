// The three ways the research asks its model: for a text, for a value of a given shape, and for a text piece by piece.

import type OpenAI from "openai";
import { z } from "zod";

/** A client and the model to ask. */
export interface Model {
  readonly client: OpenAI;
  readonly model: string;
}

/** Answers stay short, so that a small model on a laptop keeps up. */
const MAX_TOKENS = 220;

/** Asks for a text. */
export async function askText({ client, model }: Model, prompt: string, signal: AbortSignal): Promise<string> {
  const answer = await client.chat.completions.create(
    { model, max_tokens: MAX_TOKENS, messages: [{ role: "user", content: prompt }] },
    { signal },
  );
  return answer.choices[0]?.message.content ?? "";
}

/** Asks for a value of a given shape; throws when the answer does not have it. */
export async function askValue<T>(
  { client, model }: Model,
  ask: { prompt: string; shape: z.ZodType<T>; signal: AbortSignal },
): Promise<T> {
  const schema = { name: "answer", strict: true, schema: z.toJSONSchema(ask.shape) };
  const answer = await client.chat.completions.create(
    {
      model,
      max_tokens: MAX_TOKENS,
      messages: [{ role: "user", content: ask.prompt }],
      response_format: { type: "json_schema", json_schema: schema },
    },
    { signal: ask.signal },
  );
  return ask.shape.parse(JSON.parse(answer.choices[0]?.message.content ?? ""));
}

/** Asks for a text and hands over each piece as it arrives. */
export async function askStreamed(
  { client, model }: Model,
  ask: { prompt: string; signal: AbortSignal; onPiece: (piece: string) => void },
): Promise<string> {
  const stream = await client.chat.completions.create(
    {
      model,
      max_tokens: MAX_TOKENS,
      messages: [{ role: "user", content: ask.prompt }],
      stream: true,
      stream_options: { include_usage: true },
    },
    { signal: ask.signal },
  );
  let text = "";
  for await (const chunk of stream) {
    const piece = chunk.choices[0]?.delta.content ?? "";
    if (piece === "") continue;
    text += piece;
    ask.onPiece(piece);
  }
  return text;
}

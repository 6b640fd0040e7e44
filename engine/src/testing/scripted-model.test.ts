import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterEach, describe, expect, it } from "vitest";
import { startScriptedModel, type ScriptedModel, type ScriptedModelOptions } from "./scripted-model.ts";
import { estimateTokens } from "./scripted-reply.ts";

const running: ScriptedModel[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((model) => model.close()));
});

async function start(options: ScriptedModelOptions) {
  const model = await startScriptedModel(options);
  running.push(model);
  const openai = new OpenAI({ baseURL: model.baseURL, apiKey: "none", maxRetries: 0 });
  return { model, openai };
}

const ask = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "Tell me a joke" }] };

describe("chat completions", () => {
  it("answers with the scripted text, the asked model and estimated tokens", async () => {
    const { model, openai } = await start({ replies: ["A pirate joke."] });
    const answer = await openai.chat.completions.create(ask);
    expect(answer.choices[0]?.message.content).toBe("A pirate joke.");
    expect(answer.choices[0]?.finish_reason).toBe("stop");
    expect(answer.model).toBe("gpt-4o-mini");
    expect(answer.usage).toMatchObject({
      prompt_tokens: estimateTokens("Tell me a joke"),
      completion_tokens: 4,
      total_tokens: 8,
    });
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]).toMatchObject({
      index: 0,
      api: "chat",
      prompt: "Tell me a joke",
      isStreamed: false,
      outcome: "answered",
    });
    expect(model.requests[0]?.headers.authorization).toBe("Bearer none");
  });

  it("streams the text in pieces and gives usage only when asked to", async () => {
    const { openai } = await start({ replies: ["one two  three\n", "again"] });
    const pieces: string[] = [];
    let total = 0;
    for await (const chunk of await openai.chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    })) {
      const piece = chunk.choices[0]?.delta.content;
      if (piece !== undefined && piece !== null && piece !== "") pieces.push(piece);
      total += chunk.usage?.total_tokens ?? 0;
    }
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe("one two  three\n");
    expect(total).toBe(4 + 4);
    for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true }))
      expect(chunk.usage).toBeUndefined();
  });

  it("makes tool calls, whole and streamed", async () => {
    const reply = { toolCalls: [{ name: "search", arguments: { query: "pirates" } }] };
    const { openai } = await start({ replies: () => reply });
    const whole = await openai.chat.completions.create(ask);
    expect(whole.choices[0]?.finish_reason).toBe("tool_calls");
    expect(whole.choices[0]?.message.content).toBeNull();
    const streamed = await openai.chat.completions.stream(ask).finalChatCompletion();
    for (const answer of [whole, streamed]) {
      const call = answer.choices[0]?.message.tool_calls?.[0];
      expect(call).toMatchObject({ type: "function", function: { name: "search", arguments: '{"query":"pirates"}' } });
    }
  });

  it("lets a function choose by what was asked", async () => {
    const { openai } = await start({ replies: (request) => `You said: ${request.prompt}` });
    const answer = await openai.chat.completions.create(ask);
    expect(answer.choices[0]?.message.content).toBe("You said: Tell me a joke");
  });

  it("names its own model when it was given one, and lists it", async () => {
    const { openai } = await start({ replies: ["x"], model: "scripted-demo" });
    expect((await openai.chat.completions.create(ask)).model).toBe("scripted-demo");
    expect((await openai.models.list()).data.map((entry) => entry.id)).toEqual(["scripted-demo"]);
    await expect(openai.models.retrieve("other")).rejects.toMatchObject({ status: 404 });
  });
});

describe("refusals and silences", () => {
  it("refuses with 429 and says when to come back; the client's own retry then succeeds", async () => {
    const { model, openai } = await start({
      replies: [{ status: 429, retryAfterMs: 5 }, { status: 429, retryAfterMs: 5 }, "now"],
    });
    const refused = await openai.chat.completions.create(ask).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
    if (!(refused instanceof OpenAI.RateLimitError)) return;
    expect(refused.code).toBe("rate_limit_exceeded");
    expect(refused.headers.get("retry-after")).toBe("1");
    const answer = await openai.chat.completions.create(ask, { maxRetries: 1 });
    expect(answer.choices[0]?.message.content).toBe("now");
    expect(model.requests.map((request) => request.outcome)).toEqual(["refused", "refused", "answered"]);
  });

  it.each([
    [404, OpenAI.NotFoundError],
    [500, OpenAI.InternalServerError],
    [401, OpenAI.AuthenticationError],
  ])("refuses with %i as the client expects it", async (status, kind) => {
    const { openai } = await start({ replies: [{ status, message: "scripted" }] });
    await expect(openai.chat.completions.create(ask)).rejects.toBeInstanceOf(kind);
  });

  it("hangs until the client leaves, and knows that it left", async () => {
    const { model, openai } = await start({ replies: [{ hang: true }] });
    const controller = new AbortController();
    const call = openai.chat.completions.create(ask, { signal: controller.signal });
    const failed = expect(call).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    await expect.poll(() => model.requests.length).toBe(1);
    controller.abort();
    await failed;
    await expect.poll(() => model.requests[0]?.outcome).toBe("closedByClient");
  });

  it("stops writing when a client abandons a stream half-way", async () => {
    const { model, openai } = await start({ replies: [{ text: "a b c d e f g h", pieceDelayMs: 20 }] });
    let seen = 0;
    for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true })) {
      if ((chunk.choices[0]?.delta.content ?? "") !== "" && ++seen === 2) break;
    }
    await expect.poll(() => model.requests[0]?.outcome).toBe("closedByClient");
  });

  it("breaks the connection in mid-stream", async () => {
    const { model, openai } = await start({ replies: [{ text: "a b c", breakAfterPieces: 1 }] });
    const read = async () => {
      for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true }))
        expect(chunk.object).toBeDefined();
    };
    await expect(read()).rejects.toThrow();
    expect(model.requests[0]?.outcome).toBe("broken");
  });

  it("says so when the script has run out, in a way no client retries", async () => {
    const { model, openai } = await start({ replies: ["only one"] });
    await openai.chat.completions.create(ask);
    await expect(openai.chat.completions.create(ask, { maxRetries: 2 })).rejects.toThrow(
      /no reply for request 2: it holds 1/,
    );
    expect(model.requests).toHaveLength(2);
  });

  it("refuses what it does not serve and what is not JSON", async () => {
    const { model } = await start({ replies: [] });
    expect((await fetch(`${model.baseURL}/embeddings`, { method: "POST", body: "{}" })).status).toBe(404);
    expect((await fetch(`${model.baseURL}/chat/completions`, { method: "POST", body: "{" })).status).toBe(400);
    expect(model.requests).toHaveLength(0);
  });

  it("closes with a request still hanging, and can be closed twice", async () => {
    const { model, openai } = await start({ replies: [{ hang: true }] });
    const call = openai.chat.completions.create(ask).catch((error: unknown) => error);
    await expect.poll(() => model.requests.length).toBe(1);
    await model.close();
    await model.close();
    expect(await call).toBeInstanceOf(OpenAI.APIConnectionError);
  });
});

describe("responses", () => {
  it("answers whole, with text, instructions counted and usage", async () => {
    const { model, openai } = await start({
      replies: [{ text: "Fine.", usage: { promptTokens: 10, completionTokens: 2, cachedTokens: 4 } }],
    });
    const answer = await openai.responses.create({
      model: "gpt-4o-mini",
      instructions: "Be brief",
      input: "How are you?",
    });
    expect(answer.output_text).toBe("Fine.");
    expect(answer.usage).toMatchObject({
      input_tokens: 10,
      output_tokens: 2,
      total_tokens: 12,
      input_tokens_details: { cached_tokens: 4 },
    });
    expect(model.requests[0]?.messages).toEqual([
      { role: "system", text: "Be brief" },
      { role: "user", text: "How are you?" },
    ]);
  });

  it("streams text and tool calls that the client's own accumulator puts together", async () => {
    const { openai } = await start({
      replies: [{ text: "Let me look.", toolCalls: [{ name: "search", arguments: { query: "x" } }] }],
    });
    const stream = openai.responses.stream({ model: "gpt-4o-mini", input: [{ role: "user", content: "Look" }] });
    const answer = await stream.finalResponse();
    expect(answer.output_text).toBe("Let me look.");
    expect(answer.output[1]).toMatchObject({ type: "function_call", name: "search", arguments: '{"query":"x"}' });
    expect(answer.status).toBe("completed");
  });
});

describe("Anthropic messages", () => {
  it("answers whole and streamed, and refuses in Anthropic's words", async () => {
    const reply = { text: "Hello there", toolCalls: [{ name: "search", arguments: { query: "x" } }] };
    const { model } = await start({ replies: [reply, reply, { status: 429, retryAfterMs: 1 }] });
    const anthropic = new Anthropic({ baseURL: model.anthropicBaseURL, apiKey: "none", maxRetries: 0 });
    const request = {
      model: "claude",
      max_tokens: 100,
      system: "Be brief",
      messages: [{ role: "user" as const, content: "Hi" }],
    };
    const whole = await anthropic.messages.create(request);
    const streamed = await anthropic.messages.stream(request).finalMessage();
    for (const answer of [whole, streamed]) {
      expect(answer.content[0]).toMatchObject({ type: "text", text: "Hello there" });
      expect(answer.content[1]).toMatchObject({ type: "tool_use", name: "search", input: { query: "x" } });
      expect(answer.stop_reason).toBe("tool_use");
      expect(answer.usage.output_tokens).toBeGreaterThan(0);
    }
    await expect(anthropic.messages.create(request)).rejects.toBeInstanceOf(Anthropic.RateLimitError);
    expect(model.requests[0]?.messages[0]).toEqual({ role: "system", text: "Be brief" });
  });
});

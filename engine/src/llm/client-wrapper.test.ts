import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { LlmStage } from "../../test/otel/llm-stage.ts";
import { startScriptedModel, type ScriptedModel } from "../testing/scripted-model.ts";
import type { ScriptedReplies } from "../testing/scripted-reply.ts";
import { instrumentAnthropic } from "./instrument-anthropic.ts";
import { instrumentOpenAI } from "./instrument-openai.ts";

const stage = new LlmStage();
beforeAll(() => {
  stage.listen();
});
afterAll(() => {
  stage.close();
});

let model: ScriptedModel | undefined;
afterEach(async () => {
  stage.reset();
  await model?.close();
});

async function serve(replies: ScriptedReplies): Promise<ScriptedModel> {
  model = await startScriptedModel({ replies });
  return model;
}

describe("an instrumented OpenAI client", () => {
  const ask = { model: "m", messages: [{ role: "user" as const, content: "hi" }] };

  it("keeps withResponse and asResponse", async () => {
    const served = await serve(["one", "two"]);
    const client = instrumentOpenAI(new OpenAI({ baseURL: served.baseURL, apiKey: "k" }));
    const { data, response } = await client.chat.completions.create(ask).withResponse();
    expect([data.choices[0]?.message.content, response.status]).toEqual(["one", 200]);
    expect(stage.spans()[0]?.attributes["output.value"]).toBe("one");
    const raw = await client.chat.completions.create(ask).asResponse();
    expect(await raw.text()).toContain("two");
    expect(stage.spans()).toHaveLength(2);
  });

  it("traces the helpers that are made of create, once", async () => {
    const served = await serve(["one", "two"]);
    const client = instrumentOpenAI(new OpenAI({ baseURL: served.baseURL, apiKey: "k" }));
    await client.chat.completions.parse(ask);
    expect(await client.chat.completions.stream(ask).finalContent()).toBe("two");
    expect(stage.spans().map((span) => span.attributes["output.value"])).toEqual(["one", "two"]);
  });

  it("is traced once, however often it is instrumented", async () => {
    const served = await serve(["one", "two"]);
    class Client extends OpenAI {}
    instrumentOpenAI(instrumentOpenAI(Client));
    const client = instrumentOpenAI(instrumentOpenAI(new Client({ baseURL: served.baseURL, apiKey: "k" })));
    await client.chat.completions.create(ask);
    expect(stage.spans()).toHaveLength(1);
  });

  it("is traced through its class, also when made before", async () => {
    const served = await serve(["one"]);
    class Completions extends OpenAI.Chat.Completions {}
    class Client extends OpenAI {
      static override Chat = Object.assign(class extends OpenAI.Chat {}, { Completions });
    }
    const client = new Client({ baseURL: served.baseURL, apiKey: "k" });
    client.chat.completions = new Completions(client);
    instrumentOpenAI(Client);
    await client.chat.completions.create(ask);
    expect(stage.spans().map((span) => span.attributes["output.value"])).toEqual(["one"]);
  });

  it("says who serves it, from the base URL or as told", async () => {
    const served = await serve(["one"]);
    const client = instrumentOpenAI(new OpenAI({ baseURL: served.baseURL, apiKey: "k" }), { provider: "llama.cpp" });
    await client.chat.completions.create(ask);
    expect(stage.spans()[0]?.attributes["llm.provider"]).toBe("llama.cpp");
  });
});

it("turns off the spans that the Anthropic client makes itself", async () => {
  const served = await serve(["one"]);
  const client = instrumentAnthropic(new Anthropic({ baseURL: served.anthropicBaseURL, apiKey: "k" }));
  await client.messages.create({ model: "m", max_tokens: 5, messages: [{ role: "user", content: "hi" }] });
  expect(stage.spans().map((span) => span.name)).toEqual(["chat m"]);
});

import OpenAI from "openai";
import { startScriptedModel } from "stepscope/testing";
import { describe, expect, it } from "vitest";
import { connectModel } from "./connect-model.ts";
import { DEMO_MODEL_NAME, startDemoModel } from "./demo-model.ts";

async function ask(client: OpenAI, model: string, content: string) {
  const answer = await client.chat.completions.create({ model, messages: [{ role: "user", content }] });
  return {
    text: answer.choices[0]?.message.content ?? "",
    model: answer.model,
    tokens: answer.usage?.total_tokens ?? 0,
  };
}

describe("the connection to a model", () => {
  it("takes the endpoint you name before anything else, and the model it lists", async () => {
    await using server = await startScriptedModel({ replies: ["from your endpoint"], model: "your-model" });
    const environment = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: "key" };
    const connection = await connectModel({ environment });
    expect(connection.model).toBe("your-model");
    expect(connection.description).toContain(server.baseURL);
    expect((await ask(connection.client, connection.model, "hi")).text).toBe("from your endpoint");
    await connection.close();
    expect((await connectModel({ environment: { ...environment, OPENAI_MODEL: "other" } })).model).toBe("other");
  });

  it("says which variable names a model when the endpoint lists none", async () => {
    await using server = await startScriptedModel({ replies: [] });
    const environment = { OPENAI_BASE_URL: `${server.baseURL}/nowhere` };
    await expect(connectModel({ environment })).rejects.toThrow();
  });

  it("takes the OpenAI API when there is a key", async () => {
    const connection = await connectModel({ environment: { OPENAI_API_KEY: "key" } });
    expect(connection.description).toContain("OpenAI");
    expect(connection.client.baseURL).toBe("https://api.openai.com/v1");
    expect(connection.client.apiKey).toBe("key");
  });

  it("starts the scripted demo model otherwise, and says that it is one", async () => {
    const connection = await connectModel({ environment: {}, pace: 0 });
    expect(connection.description).toContain("SCRIPTED DEMO MODEL");
    const answer = await ask(connection.client, connection.model, "Write your best joke about pirates.");
    expect(answer.model).toBe(DEMO_MODEL_NAME);
    expect(answer.text).toMatch(/^\[scripted demo model\] Why did the pirate/);
    expect(answer.tokens).toBeGreaterThan(10);
    await connection.close();
    await expect(ask(connection.client, connection.model, "again")).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
  });
});

describe("the demo model", () => {
  it("says plainly that it has no answer to anything else", async () => {
    const demo = await startDemoModel({ pace: 0 });
    const client = new OpenAI({ baseURL: demo.baseURL, apiKey: "none" });
    expect((await ask(client, "any", "What is the capital of France?")).text).toMatch(
      /^\[scripted demo model\] I have no prepared answer to: "What is the capital/,
    );
    await demo.close();
  });

  it.each([
    "Plan: write five questions that together cover the topic.\nTopic: coral reefs",
    "Search: give up to six keywords that find passages for the question.\nQuestion: What is it: coral reefs?",
    "Review: say whether to publish or revise, with one remark.\nRevision: 0\nA text.",
  ])("marks structured answers too: %s", async (prompt) => {
    const demo = await startDemoModel({ pace: 0 });
    const client = new OpenAI({ baseURL: demo.baseURL, apiKey: "none" });
    const value: unknown = JSON.parse((await ask(client, "any", prompt)).text);
    expect(value).toMatchObject({ answeredBy: "[scripted demo model]" });
    await demo.close();
  });
});

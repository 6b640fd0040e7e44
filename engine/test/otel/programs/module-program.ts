// A program that knows nothing of tracing: it imports both model clients and calls each inside a step.

import Anthropic from "@anthropic-ai/sdk";
import { OpenAI } from "openai";

import { StartEvent, StopEvent, Workflow } from "../../../src/index.ts";
import { startScriptedModel } from "../../../src/testing/scripted-model.ts";

const model = await startScriptedModel({ replies: () => "They float." });
const openai = new OpenAI({ baseURL: model.baseURL, apiKey: "k" });
const anthropic = new Anthropic({ baseURL: model.anthropicBaseURL, apiKey: "k" });
const flow = new Workflow<Record<string, never>, string>({ name: "modules" });
const messages = [{ role: "user" as const, content: "Ships?" }];
flow.step({ accepts: StartEvent, emits: StopEvent, name: "ask" }, async () => {
  await openai.chat.completions.create({ model: "gpt-4o-mini", messages });
  await anthropic.messages.create({ model: "claude-3-5-haiku-latest", max_tokens: 10, messages });
  return new StopEvent({ result: "done" });
});
console.log(`result: ${await flow.run({})}`);
await model.close();

// A program whose process ends in the way its first argument says, right after a run with a model call.

import OpenAI from "openai";

import { StartEvent, StopEvent, Workflow } from "../../../src/index.ts";
import { startScriptedModel } from "../../../src/testing/scripted-model.ts";

const model = await startScriptedModel({ replies: () => "They float." });
const client = new OpenAI({ baseURL: model.baseURL, apiKey: "k" });
const flow = new Workflow<{ topic: string }, string>({ name: "ending" });
flow.step({ accepts: StartEvent, emits: StopEvent, name: "ask" }, async (event) => {
  const answer = await client.chat.completions.create({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: `Tell me about ${event.get("topic", "nothing")}.` }],
  });
  return new StopEvent({ result: answer.choices[0]?.message.content ?? "" });
});

console.log(`result: ${await flow.run({ topic: "ships" })}`);
await model.close();
switch (process.argv[2]) {
  case "exit":
    process.exit(0);
    break;
  case "throw":
    throw new Error("as planned");
  case "SIGTERM":
  case "SIGINT":
    process.kill(process.pid, process.argv[2]);
    setTimeout(() => {}, 60_000);
    break;
  default:
}

// A CommonJS program that knows nothing of tracing: it requires both model clients and calls each inside a step.

const OpenAI = require("openai");
const { Anthropic } = require("@anthropic-ai/sdk");

void (async () => {
  const { StartEvent, StopEvent, Workflow } = await import("../../../src/index.ts");
  const { startScriptedModel } = await import("../../../src/testing/scripted-model.ts");
  const model = await startScriptedModel({ replies: () => "They float." });
  const openai = new OpenAI({ baseURL: model.baseURL, apiKey: "k" });
  const anthropic = new Anthropic({ baseURL: model.anthropicBaseURL, apiKey: "k" });
  const flow = new Workflow({ name: "commonjs" });
  const messages = [{ role: "user", content: "Ships?" }];
  flow.step({ accepts: StartEvent, emits: StopEvent, name: "ask" }, async () => {
    await openai.chat.completions.create({ model: "gpt-4o-mini", messages });
    await anthropic.messages.create({ model: "claude-3-5-haiku-latest", max_tokens: 10, messages });
    return new StopEvent({ result: "done" });
  });
  console.log("result:", await flow.run({}));
  await model.close();
})();

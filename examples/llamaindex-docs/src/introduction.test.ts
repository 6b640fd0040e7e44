import OpenAI from "openai";
import { startScriptedModel } from "stepscope/testing";
import { expect, it } from "vitest";
import { JokeFlow, webhookFlow, WebhookEvent } from "./introduction.ts";

it("passes a joke from one step to the next and stops with its critique", async () => {
  await using model = await startScriptedModel({ replies: ["Arr!", "Too short."] });
  const flow = new JokeFlow(new OpenAI({ baseURL: model.baseURL, apiKey: "none" }));
  expect(await flow.run({ topic: "pirates" })).toBe("Too short.");
  expect(model.requests.map((request) => request.prompt)).toEqual([
    "Write your best joke about pirates.",
    "Give a thorough analysis and critique of the following joke: Arr!",
  ]);
});

it("accepts a step that only the outside can reach, when the step says so", async () => {
  expect(webhookFlow.validate()).toEqual([]);
  expect(await webhookFlow.run({ url: "" })).toBe("no address");
});

it("refuses an event from outside once the run is over", async () => {
  const run = webhookFlow.run({ url: "" });
  await run;
  await expect(run.sendEvent(new WebhookEvent({ body: "late" }))).rejects.toMatchObject({ code: "RUN_ENDED" });
});

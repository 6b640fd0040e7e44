import OpenAI from "openai";
import { startScriptedModel } from "stepscope/testing";
import { expect, it } from "vitest";
import { createJokeFlow } from "./joke-flow.ts";

it("has the joke criticized", async () => {
  await using model = await startScriptedModel({ replies: ["A joke.", "A critique."] });
  const jokeFlow = createJokeFlow({ client: new OpenAI({ baseURL: model.baseURL, apiKey: "none" }), model: "any" });
  expect(jokeFlow.validate()).toEqual([]);
  expect(await jokeFlow.run({ topic: "robots" })).toBe("A critique.");
  expect(model.requests[1]?.prompt).toContain("A joke.");
});

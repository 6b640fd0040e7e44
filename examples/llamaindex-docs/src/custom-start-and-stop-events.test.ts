import { expect, it } from "vitest";
import { JokeFlow, JokeResult, JokeStartEvent } from "./custom-start-and-stop-events.ts";

const flow = new JokeFlow(async (prompt) => `<${prompt}>`);

it("fills in defaults, and gives the stop event itself", async () => {
  const result = await flow.run({ topic: "pirates" });
  expect(result).toBeInstanceOf(JokeResult);
  expect(result.joke).toBe("<Write a funny joke about pirates.>");
  expect(result.critique).toContain("critique of the following joke: <Write a funny");
});

it("takes the fields or the start event itself", async () => {
  expect((await flow.run({ topic: "pirates", tone: "dry" })).joke).toBe("<Write a dry joke about pirates.>");
  expect((await flow.run(new JokeStartEvent({ topic: "cats", tone: "dry" }))).joke).toBe(
    "<Write a dry joke about cats.>",
  );
});

it("refuses wrong input before the first step runs", async () => {
  const wrong: { topic: string } = JSON.parse('{ "topic": 7 }');
  await expect(async () => await flow.run(wrong)).rejects.toMatchObject({ code: "EVENT_VALIDATION" });
});

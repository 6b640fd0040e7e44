import { expect, it } from "vitest";
import {
  Add10Workflow,
  OutputEvent,
  StatefulWorkflow,
  TypedUppercase,
  uppercaseWorkflow,
} from "./feature-walkthrough.ts";

it("turns a text to upper case", async () => {
  expect(await uppercaseWorkflow.run({ inputText: "hello" })).toBe("HELLO");
});

it("checks typed input and gives a typed result", async () => {
  const workflow = new TypedUppercase({ timeoutMs: 10_000 });
  const output = await workflow.run({ inputText: "hello" });
  expect(output).toBeInstanceOf(OutputEvent);
  expect(output.outputText).toBe("HELLO");
  await expect(async () => await workflow.run({ inputText: "" })).rejects.toMatchObject({ code: "EVENT_VALIDATION" });
});

it("loops through its own start event until it is done", async () => {
  const workflow = new Add10Workflow();
  expect((await workflow.run({ input: "hello" })).output).toBe(`hello${"!".repeat(10)}`);
  expect((await workflow.run({ input: 2 })).output).toBe(10);
});

it("shares state between the steps of a run", async () => {
  expect(await new StatefulWorkflow().run({})).toBe(2);
});

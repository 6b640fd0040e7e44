import { StepStateChanged } from "stepscope";
import { testRun } from "stepscope/testing";
import { expect, it } from "vitest";
import { ExampleWorkflow, Progress } from "./testing-workflows.ts";

it("streams progress and returns the result", async () => {
  const { result, events, eventTypes } = await testRun(new ExampleWorkflow(), { topic: "docs" });
  expect(result).toBe("DOCS");
  expect(eventTypes).toEqual(["StartEvent", "Progress", "Done", "StopEvent"]);
  expect(events.some((event) => event instanceof Progress && event.message === "started")).toBe(true);
});

it("shows how each step went", async () => {
  const { events, records } = await testRun(new ExampleWorkflow(), { topic: "docs" }, { includeInternal: true });
  const completed = events.filter((event) => event instanceof StepStateChanged && event.state === "completed");
  expect(completed).toHaveLength(2);
  expect(records.filter((record) => record.kind === "step.completed")).toHaveLength(2);
});

it("gives the state the run ended with", async () => {
  const { state } = await testRun(new ExampleWorkflow(), { topic: "docs" });
  expect(state).toEqual({ seen: "docs" });
});

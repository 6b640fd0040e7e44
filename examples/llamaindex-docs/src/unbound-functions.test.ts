import { StartEvent, StopEvent } from "stepscope";
import { expect, it } from "vitest";
import { testWorkflow } from "./unbound-functions.ts";

it("runs a function that was added to a workflow, under the function's name", async () => {
  const run = testWorkflow.run({});
  expect(await run).toBe("some step ran");
  const names: string[] = [];
  const stepper = testWorkflow.stepwise({});
  while (!stepper.isDone()) {
    names.push(...stepper.pending().map((execution) => execution.step));
    await stepper.runStep();
  }
  expect(names).toEqual(["someStep"]);
});

it("refuses a second step of the same name", async () => {
  const { Workflow } = await import("stepscope");
  const workflow = new Workflow<Record<never, never>, string>({ name: "twice" });
  const stop = () => new StopEvent({ result: "x" });
  workflow.step({ accepts: StartEvent, emits: StopEvent, name: "same" }, stop);
  const register = async () => {
    workflow.step({ accepts: StartEvent, emits: StopEvent, name: "same" }, stop);
    await workflow.run({});
  };
  await expect(register()).rejects.toThrow(/same/);
});

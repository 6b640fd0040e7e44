import { expect, it } from "vitest";
import { BranchWorkflow, LoopingWorkflow, ToolWorkflow } from "./branches-and-loops.ts";
import { startedSteps } from "./started-steps.ts";

it("loops as often as it was told and once more to stop", async () => {
  const run = new LoopingWorkflow(() => 3).run({});
  const steps = startedSteps(run);
  expect(await run).toBe("Done looping!");
  expect(await steps).toEqual(["prepareInput", "loopStep", "loopStep", "loopStep", "loopStep"]);
});

it.each([
  [0, "Branch A complete.", ["start", "stepA1", "stepA2"]],
  [1, "Branch B complete.", ["start", "stepB1", "stepB2"]],
])("takes one branch and leaves the other alone (%i)", async (chosen, result, path) => {
  const run = new BranchWorkflow(() => chosen).run({});
  const steps = startedSteps(run);
  expect(await run).toBe(result);
  expect(await steps).toEqual(path);
});

it("routes a child event to a step that accepts subclasses of its parent", async () => {
  expect(await new ToolWorkflow().run({ query: "llamas" })).toBe("search");
});

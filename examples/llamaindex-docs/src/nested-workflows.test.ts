import { StartEvent, StopEvent, Workflow } from "stepscope";
import { expect, it } from "vitest";
import { MainWorkflow, ReflectionFlow } from "./nested-workflows.ts";

it("runs the child it was built with", async () => {
  expect(await new MainWorkflow().run({ query: "my query" })).toBe("my query");
  expect(await new MainWorkflow(new ReflectionFlow()).run({ query: "my query" })).toBe("Improved query");
});

it("cancels the child together with its parent", async () => {
  const endings: string[] = [];
  const child = new Workflow<{ query: string }, string>({ name: "slow-child" });
  const started = Promise.withResolvers<void>();
  child.step({ accepts: StartEvent, emits: StopEvent }, async function wait(_ev, ctx) {
    started.resolve();
    await new Promise<void>((resolve) => ctx.signal.addEventListener("abort", () => resolve(), { once: true }));
    endings.push("child stopped");
  });
  const run = new MainWorkflow(child).run({ query: "x" });
  await started.promise;
  await run.cancel();
  await expect(run).rejects.toMatchObject({ code: "RUN_CANCELLED" });
  await expect.poll(() => endings).toEqual(["child stopped"]);
});

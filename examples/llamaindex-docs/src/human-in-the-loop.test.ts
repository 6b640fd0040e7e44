import { Context, HumanResponseEvent, InputRequiredEvent } from "stepscope";
import { expect, it } from "vitest";
import { Approval, ManyQuestions, NumberWorkflow, WaitingWorkflow } from "./human-in-the-loop.ts";

it("asks in one step and takes the answer in another", async () => {
  const run = new NumberWorkflow().run({});
  for await (const event of run.stream()) {
    if (event instanceof InputRequiredEvent) {
      expect(event.prefix).toBe("Enter a number: ");
      await run.sendEvent(new HumanResponseEvent({ response: "42" }));
    }
  }
  expect(await run).toBe("42");
});

it("stops at the question and goes on from a snapshot when the answer comes", async () => {
  const workflow = new NumberWorkflow();
  const first = workflow.run({});
  let saved = "";
  for await (const event of first.stream()) {
    if (!(event instanceof InputRequiredEvent)) continue;
    saved = JSON.stringify(first);
    break;
  }
  await first.cancel();
  await expect(first).rejects.toMatchObject({ code: "RUN_CANCELLED" });
  const resumed = workflow.run(undefined, { context: Context.from(workflow, saved) });
  await resumed.sendEvent(new HumanResponseEvent({ response: "7" }));
  expect(await resumed).toBe("7");
});

it("goes on after a wait without running what came before it again", async () => {
  let times = 0;
  const run = new WaitingWorkflow(() => (times += 1)).run({});
  for await (const event of run.stream()) {
    if (event instanceof InputRequiredEvent) await run.sendEvent(new HumanResponseEvent({ response: "9" }));
  }
  expect(await run).toBe("9");
  expect(times).toBe(1);
});

it("brings each answer to the execution that asked", async () => {
  const run = new ManyQuestions().run({ requestIds: ["a", "b", "c"] });
  let asked = 0;
  for await (const event of run.stream()) {
    if (!(event instanceof InputRequiredEvent) || ++asked < 3) continue;
    for (const requestId of ["c", "a", "b"])
      await run.sendEvent(new Approval({ requestId, response: `yes to ${requestId}` }));
  }
  expect(await run).toEqual(["a: yes to a", "b: yes to b", "c: yes to c"]);
});

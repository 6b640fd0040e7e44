import OpenAI from "openai";
import { RunCancelled, RunFailed, RunTimedOut, StartEvent, StopEvent, Workflow } from "stepscope";
import { startScriptedModel } from "stepscope/testing";
import { expect, it } from "vitest";
import { MyWorkflow, ProgressEvent } from "./streaming.ts";

it("streams progress and every piece of the model's answer, then the stop event", async () => {
  await using model = await startScriptedModel({ replies: ["Call me Ishmael. Some years ago"] });
  const run = new MyWorkflow(new OpenAI({ baseURL: model.baseURL, apiKey: "none" })).run({ firstInput: "Start" });
  const messages: string[] = [];
  const last: unknown[] = [];
  for await (const event of run.stream()) {
    if (event instanceof ProgressEvent) messages.push(event.msg);
    else last.push(event);
  }
  expect(messages[0]).toBe("Step one is happening");
  expect(messages.at(-1)).toBe("Step three is happening");
  expect(messages.length).toBeGreaterThan(4);
  expect(messages.slice(1, -1).join("")).toBe("Call me Ishmael. Some years ago");
  expect(last).toHaveLength(1);
  expect(last[0]).toBeInstanceOf(StopEvent);
  expect(await run).toBe("Workflow complete.");
});

async function lastOf(stream: AsyncIterable<unknown>): Promise<unknown> {
  let last: unknown;
  for await (const event of stream) last = event;
  return last;
}

function createEndless(options: { timeoutMs?: number }) {
  const workflow = new Workflow<Record<never, never>, string>({ name: "endless", ...options });
  workflow.step({ accepts: StartEvent, emits: StopEvent }, function hang(_ev, ctx) {
    return new Promise<undefined>((resolve) => {
      ctx.signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
  });
  return workflow;
}

it("ends the stream of a run that timed out with what it was doing", async () => {
  const run = createEndless({ timeoutMs: 30 }).run({});
  const last = await lastOf(run.stream());
  expect(last).toBeInstanceOf(RunTimedOut);
  expect(last).toMatchObject({ afterMs: 30, activeSteps: ["hang"] });
  await expect(run).rejects.toMatchObject({ code: "RUN_TIMEOUT" });
});

it("ends the stream of a cancelled run", async () => {
  const run = createEndless({}).run({});
  await run.cancel("changed my mind");
  expect(await lastOf(run.stream())).toBeInstanceOf(RunCancelled);
  await expect(run).rejects.toMatchObject({ code: "RUN_CANCELLED" });
});

it("ends the stream of a failed run with the step and its error", async () => {
  const workflow = new Workflow<Record<never, never>, string>({ name: "failing" });
  workflow.step({ accepts: StartEvent, emits: StopEvent }, function fail(): undefined {
    throw new TypeError("broken");
  });
  const run = workflow.run({});
  const last = await lastOf(run.stream());
  expect(last).toBeInstanceOf(RunFailed);
  expect(last).toMatchObject({ step: "fail", error: { message: "broken" } });
  await expect(run).rejects.toThrow(TypeError);
});

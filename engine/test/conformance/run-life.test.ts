// Conformance: what a run does to its process, and what happens before it begins and when things go wrong inside.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { Context, defineEvent, HumanResponseEvent, StartEvent, StopEvent, type, Workflow } from "../../src/index.ts";
import { describeRecord } from "../../src/run/verbose-log.ts";
import { InProcessLauncher } from "../../src/runtimes/in-process.ts";
import { testRun } from "../../src/testing.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}

const core = new URL("../../src/index.ts", import.meta.url).href;

/** Runs a program in a process of its own, and gives what it printed. */
async function program(code: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const source = `import { HumanResponseEvent, StartEvent, StopEvent, Workflow } from ${JSON.stringify(core)};\n${code}`;
  return promisify(execFile)(
    process.execPath,
    ["--conditions=source", "--input-type=module-typescript", "-e", source],
    { timeout: 20_000 },
  );
}

test("a run that is not over keeps the process alive", async () => {
  const { stdout } = await program(`
    const flow = new Workflow({ name: "alive" });
    flow.step({ accepts: StartEvent, emits: StopEvent }, async function ask(ev, ctx) {
      await ctx.waitForEvent(HumanResponseEvent, { timeoutMs: 300 }).catch(() => console.log("timed out"));
      return new StopEvent({ result: "ok" });
    });
    flow.run({}).then((result) => console.log(result));
  `);
  expect(stdout).toBe("timed out\nok\n");
});

test("unref lets go of the process", async () => {
  const { stdout } = await program(`
    const flow = new Workflow({ name: "let-go" });
    flow.step({ accepts: StartEvent, emits: StopEvent }, async function ask(ev, ctx) {
      console.log("asked");
      await ctx.waitForEvent(HumanResponseEvent);
      return new StopEvent();
    });
    flow.run({}).unref();
  `);
  expect(stdout).toBe("asked\n");
});

test("a failed run that nobody awaits is logged and does not end the process with an error", async () => {
  const { stdout, stderr } = await program(`
    const flow = new Workflow({ name: "unheard" });
    flow.step({ accepts: StartEvent, emits: StopEvent }, async function fail() {
      throw new Error("nobody listens");
    });
    flow.run({});
    process.on("exit", (code) => console.log("exit", code));
  `);
  expect(stdout).toBe("exit 0\n");
  expect(stderr).toContain("of unheard ended as failed, and nobody awaits it");
  expect(stderr).toContain("nobody listens");
});

test("waits that a step left behind are no unhandled rejections", async () => {
  const { stdout } = await program(`
    const flow = new Workflow({ name: "left" });
    flow.step({ accepts: StartEvent, emits: StopEvent }, async function leave(ev, ctx) {
      ctx.waitForEvent(HumanResponseEvent);
      await new Promise(() => undefined);
    });
    const handler = flow.run({});
    setTimeout(() => handler.cancel().then(() => console.log(handler.status())), 20);
  `);
  expect(stdout).toBe("cancelled\n");
});

function asking(): Workflow<object, string> {
  const flow = new Workflow<object, string>({ name: "asking", maxConcurrentRuns: 1 });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function ask(_ev, ctx) {
    const { response } = await ctx.waitForEvent(HumanResponseEvent);
    return new StopEvent({ result: `${response} ${await ctx.store.get<string>("note", "")}` });
  });
  return flow;
}

test("events, answers and writes to the store may be given before the run has its turn", async () => {
  const flow = asking();
  const first = flow.run({});
  const second = flow.run({});
  const given = Promise.all([
    second.sendEvent(new HumanResponseEvent({ response: "early" })),
    second.store.set("note", "noted"),
  ]);
  expect(second.status()).toBe("queued");
  await first.sendEvent(new HumanResponseEvent({ response: "first" }));
  await given;
  expect(await second).toBe("early noted");
});

test("a snapshot of a run that has not begun, or has only just, begins it", async () => {
  const flow = asking();
  const first = flow.run({});
  const second = flow.run({});
  const snapshots = [JSON.stringify(first), JSON.stringify(second)];
  await Promise.all([first.cancel(), second.cancel()]);
  for (const json of snapshots) {
    const resumed = flow.run(undefined, { context: Context.from(flow, json) });
    await resumed.sendEvent(new HumanResponseEvent({ response: "resumed" }));
    expect(await resumed).toBe("resumed ");
  }
});

test("a defect inside the engine fails the run instead of hanging it", async () => {
  const flow = new Workflow<object, string>({ name: "defect" });
  flow.step({ accepts: StartEvent, emits: Item }, async function make() {
    await Promise.resolve();
    return new Item({ n: 1 });
  });
  flow.step({ accepts: Item, emits: StopEvent }, function end() {
    return new StopEvent({ result: "no" });
  });
  const launcher = new InProcessLauncher({
    onRecord: ({ kind }) => {
      if (kind === "step.completed") throw new RangeError("a listener broke");
    },
  });
  await expect(launcher.run(flow, {}, {})).rejects.toThrow("a listener broke");
});

test("verbose writes a readable line per event to stderr", async () => {
  const lines: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  const flow = new Workflow<object, number>({ name: "chatty", verbose: true });
  flow.step({ accepts: StartEvent, emits: Item }, function make(_ev, ctx) {
    ctx.logger.info("working");
    return new Item({ n: 1 });
  });
  flow.step({ accepts: Item, emits: StopEvent }, function end(ev) {
    return new StopEvent({ result: ev.n });
  });
  await testRun(flow, {});
  write.mockRestore();
  const text = lines.join("");
  for (const part of [
    "run started with {}",
    "enqueued make for StartEvent",
    "started make",
    "info: working",
    'sent Item (e2) {"n":1}',
    "completed make with e2",
    "result 1",
  ]) {
    expect(text).toContain(part);
  }
  expect(lines.every((line) => line.startsWith("[chatty "))).toBe(true);
});

test("people read attempts counted from 1", () => {
  const place = { runId: "r", seq: 1, timeMs: 0, monotonicNs: 0, segment: 0 };
  const error = { name: "Error", message: "no" };
  const data = { executionId: "x1", step: "plan", attempt: 1, error, delayMs: 250, dueMs: 0 };
  expect(describeRecord({ ...place, kind: "step.retryScheduled", data })).toBe(
    "retry plan in 250 ms (attempt 2): Error: no",
  );
});

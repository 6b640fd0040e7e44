// A program whose run can be killed and resumed: its arguments say where the snapshot is, and when it is taken.

import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { Context, defineEvent, StartEvent, StopEvent, type, Workflow } from "../../../src/index.ts";
import { traceLLM } from "../../../src/llm.ts";

const [snapshotPath = "", moment] = (process.argv[2] ?? "").split("|");
const isResuming = existsSync(snapshotPath);
class Item extends defineEvent("Item", type<object>()) {}

const ask = (content: string) =>
  traceLLM({ provider: "p", model: "m", messages: [{ role: "user", content }] }, () => "answer");
/** In the process that is to be killed, code comes to this and no further. */
const untilKilled = () => (isResuming ? undefined : new Promise<void>((resolve) => setTimeout(resolve, 60_000)));
const save = (when: string): void => {
  if (when === moment && !isResuming) writeFileSync(snapshotPath, JSON.stringify(handler));
};

const child = new Workflow<Record<string, never>, string>({ name: "child" });
child.step({ accepts: StartEvent, emits: StopEvent, name: "inner" }, async () => {
  const result = await ask("inner");
  await untilKilled();
  return new StopEvent({ result });
});

const flow = new Workflow<Record<string, never>, string>({ name: "resumable" });
flow.step({ accepts: StartEvent, emits: Item, name: "plan" }, async () => {
  await ask("plan");
  save("before");
  return new Item({});
});
flow.step({ accepts: Item, emits: StopEvent, name: "work" }, async (_event, ctx) => {
  await ask("work");
  if (!isResuming) setTimeout(() => save("amid"), 50);
  return new StopEvent({ result: await ctx.run(child, {}) });
});

const handler = isResuming
  ? flow.run(undefined, { context: Context.from(flow, readFileSync(snapshotPath, "utf8")) })
  : flow.run({}, { sessionId: "s1" });
console.log(`result: ${await handler}`);

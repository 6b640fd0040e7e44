// Conformance: a step that waits for several things at once holds a slot only while its code can go on.

import { expect, test } from "vitest";
import {
  defineEvent,
  defineHumanResponse,
  HumanResponseEvent,
  RunIdle,
  StartEvent,
  StepTimeoutError,
  StopEvent,
  type,
  WaitTimeoutError,
  Workflow,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";
import { single } from "./single-step.ts";

class Left extends defineHumanResponse("Left", type<{ text: string }>()) {}
class Right extends defineHumanResponse("Right", type<{ text: string }>()) {}
class Item extends defineEvent("Item", type<{ n: number }>()) {}

test("Promise.all over two waits: between the answers the run is waiting, and the slot is somebody else's", async () => {
  const flow = new Workflow<object, string>({ name: "both" });
  flow.step({ accepts: StartEvent, emits: Item }, function split() {
    return [new Item({ n: 0 }), new Item({ n: 1 })];
  });
  flow.step({ accepts: Item, emits: StopEvent, workers: 1 }, async function wait(ev, ctx) {
    if (ev.n === 0) {
      await Promise.all([ctx.waitForEvent(Left), ctx.waitForEvent(Right)]);
      return new StopEvent({ result: "never" });
    }
    const { response } = await ctx.waitForEvent(HumanResponseEvent);
    return new StopEvent({ result: response });
  });
  const handler = flow.run({});
  let idle = 0;
  for await (const event of handler.stream({ includeInternal: true })) {
    if (!(event instanceof RunIdle)) continue;
    idle += 1;
    expect(handler.status()).toBe("waiting");
    if (idle === 1) await handler.sendEvent(new Left({ text: "one of two" }));
    else await handler.sendEvent(new HumanResponseEvent({ response: "the other" }));
  }
  expect(await handler).toBe("the other");
  expect(idle).toBe(2);
});

test("Promise.all over two waits gives both answers", async () => {
  const flow = single(async (ctx) => {
    const [left, right] = await Promise.all([ctx.waitForEvent(Left), ctx.waitForEvent(Right)]);
    return left.text + right.text;
  });
  const handler = flow.run({});
  await handler.sendEvent(new Right({ text: "b" }));
  await handler.sendEvent(new Left({ text: "a" }));
  expect(await handler).toBe("ab");
});

test("a wait of several that times out wakes the code at once", async () => {
  const flow = single(async (ctx) => {
    try {
      await Promise.all([ctx.waitForEvent(Left), ctx.waitForEvent(Right, { timeoutMs: 1_000 })]);
      return "no";
    } catch (error) {
      return error instanceof WaitTimeoutError ? "timed out" : "no";
    }
  });
  expect((await testRun(flow, {})).result).toBe("timed out");
});

test("the first of several that code waits for with Promise.race wakes it, with a slot", async () => {
  const flow = single(async (ctx) => {
    const first = await Promise.race([ctx.waitForEvent(Left), ctx.waitForEvent(Right)]);
    return first.text;
  });
  const { result, records } = await testRun(
    flow,
    {},
    {
      onEvent: async (event, handler) => {
        if (event instanceof StartEvent) await handler.sendEvent(new Right({ text: "right" }));
      },
    },
  );
  expect(result).toBe("right");
  expect(records.filter(({ kind }) => kind === "step.waiting")).toHaveLength(2);
});

test("waits that are open side by side, and awaited one after the other, reach their deadlines", async () => {
  const flow = single(async (ctx) => {
    const [left, right] = [ctx.waitForEvent(Left, { timeoutMs: 1_000 }), ctx.waitForEvent(Right, { timeoutMs: 2_000 })];
    const first = await left.catch((error: unknown) => error instanceof WaitTimeoutError);
    const [second] = await Promise.allSettled([right]);
    return [first, second.status];
  });
  expect((await testRun(flow, {})).result).toEqual([true, "rejected"]);
});

test("after a race the time limit of the step counts again, though the other wait is still open", async () => {
  const flow = new Workflow<object, string>({ name: "limited" });
  flow.step({ accepts: StartEvent, emits: StopEvent, timeoutMs: 20 }, async function only(_ev, ctx) {
    await Promise.race([ctx.waitForEvent(Left), ctx.waitForEvent(Right)]);
    return new Promise<StopEvent<string>>(() => undefined);
  });
  const handler = flow.run({});
  await handler.sendEvent(new Right({ text: "right" }));
  await expect(handler).rejects.toBeInstanceOf(StepTimeoutError);
});

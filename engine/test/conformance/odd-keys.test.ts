// Conformance: keys with quotes, backslashes and line breaks are data like any other, wherever values go.

import { expect, test } from "vitest";
import { Context, defineHumanResponse, RunIdle, StartEvent, StopEvent, type, Workflow } from "../../src/index.ts";

type Odd = Readonly<Record<string, unknown>>;
class Answer extends defineHumanResponse("Answer", type<Odd>()) {}

const ODD: Odd = { h: 1, "|\\": { 'a"b': new Date(3) }, "line\nbreak": [1], "%0022": "percent", "\ud800": "half" };

test("in the input, the store, waits, snapshots and results", async () => {
  const flow = new Workflow<Odd, unknown>({ name: "odd" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function only(ev, { store }) {
    await store.set(["kept", 'a"b', "c\\"], 1);
    await store.edit((draft) => {
      Object.assign(Object(draft["kept"]), { 'd"': ODD });
    });
    await store.set(["kept", 'a"b', "plain"], 2);
    return new StopEvent({ result: Object.fromEntries(Object.entries(ev)) });
  });
  expect(await flow.run(ODD)).toEqual(ODD);
  const handler = flow.run(ODD);
  await handler;
  expect(await handler.store.get(["kept", 'a"b', "c\\"])).toBe(1);
  expect(await handler.store.get(["kept", 'd"', "|\\", 'a"b'])).toEqual(new Date(3));
  expect(await handler.store.all()).toEqual({ kept: { 'a"b': { "c\\": 1, plain: 2 }, 'd"': ODD } });
});

test("over a resume, and in what a wait asks for", async () => {
  const flow = new Workflow<Odd, unknown>({ name: "odd-wait" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function only(ev, ctx) {
    await ctx.set('x"y', ODD);
    const answer = await ctx.waitForEvent(Answer, { where: { 'to"': "me", plain: 1 } });
    return new StopEvent({
      result: [
        Object.fromEntries(Object.entries(ev)),
        Object.fromEntries(Object.entries(answer)),
        await ctx.get('x"y'),
      ],
    });
  });
  const handler = flow.run(ODD);
  for await (const event of handler.stream({ includeInternal: true })) if (event instanceof RunIdle) break;
  const json = JSON.stringify(handler);
  await handler.cancel();
  const resumed = flow.run(undefined, { context: Context.from(flow, json) });
  await resumed.sendEvent(new Answer({ 'to"': "you", plain: 1 }));
  await resumed.sendEvent(new Answer({ 'to"': "me", plain: 1, more: ODD }));
  expect(await resumed).toEqual([ODD, { 'to"': "me", plain: 1, more: ODD }, ODD]);
});

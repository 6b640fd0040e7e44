// Conformance: branches of a fan-out that ask a person and go on with the answer in another step.

import { expect, test } from "vitest";
import {
  collect,
  Context,
  defineEvent,
  defineHumanResponse,
  defineInputRequired,
  HumanResponseEvent,
  InputRequiredEvent,
  RunIdle,
  StartEvent,
  StopEvent,
  type,
  Workflow,
} from "../../src/index.ts";

class Draft extends defineEvent("Draft", type<{ n: number }>()) {}
class Review extends defineInputRequired("Review", type<{ n: number; text: string }>()) {}
class Verdict extends defineHumanResponse("Verdict", type<{ n: number; text: string }>()) {}
class Done extends defineEvent("Done", type<{ text: string }>()) {}

function reviewed(): { readonly flow: Workflow<object, string[][]>; readonly joined: string[][] } {
  const joined: string[][] = [];
  const flow = new Workflow<object, string[][]>({ name: "reviewed" });
  flow.step({ accepts: StartEvent, emits: Draft }, function split() {
    return [0, 1, 2].map((n) => new Draft({ n }));
  });
  flow.step({ accepts: Draft, emits: [Review, Done] }, function check({ n }) {
    return n === 1 ? new Done({ text: "fine as it is" }) : new Review({ n, text: "please look" });
  });
  flow.step({ accepts: Verdict, emits: Done }, function judge({ n, text }) {
    return new Done({ text: `${n}: ${text}` });
  });
  flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
    joined.push(all.map(({ text }) => text));
    return new StopEvent({ result: joined });
  });
  return { flow, joined };
}

test("a join waits for branches whose questions are not answered, and takes the answers into their branches", async () => {
  const { flow, joined } = reviewed();
  const handler = flow.run({});
  let answers = 0;
  for await (const event of handler.stream({ includeInternal: true })) {
    if (!(event instanceof RunIdle)) continue;
    expect(joined).toEqual([]);
    // The later question is answered first: `n` says which it is.
    await handler.sendEvent(new Verdict(answers++ === 0 ? { n: 2, text: "yes" } : { n: 0, text: "no" }));
  }
  expect(await handler).toEqual([["0: no", "fine as it is", "2: yes"]]);
});

test("questions that are open are kept over a resume", async () => {
  const { flow } = reviewed();
  const handler = flow.run({});
  await idle(handler.stream({ includeInternal: true }));
  const json = JSON.stringify(handler);
  await handler.cancel();
  const resumed = flow.run(undefined, { context: Context.from(flow, json) });
  await resumed.sendEvent(new Verdict({ n: 0, text: "yes" }));
  await resumed.sendEvent(new Verdict({ n: 2, text: "no" }));
  expect(await resumed).toEqual([["0: yes", "fine as it is", "2: no"]]);
});

test("answers that share nothing with their questions go to the oldest", async () => {
  const flow = new Workflow<object, string[]>({ name: "untyped" });
  flow.step({ accepts: StartEvent, emits: InputRequiredEvent }, function ask() {
    return [new InputRequiredEvent({ prefix: "first?" }), new InputRequiredEvent({ prefix: "second?" })];
  });
  flow.step({ accepts: collect(HumanResponseEvent), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map(({ response }) => response) });
  });
  const handler = flow.run({});
  await idle(handler.stream({ includeInternal: true }));
  await handler.sendEvent(new HumanResponseEvent({ response: "a" }));
  await handler.sendEvent(new HumanResponseEvent({ response: "b" }));
  expect(await handler).toEqual(["a", "b"]);
});

test("a question that its own step waits for holds its fan-out only until then", async () => {
  const flow = new Workflow<object, number>({ name: "own-wait" });
  flow.step({ accepts: StartEvent, emits: Draft }, function split() {
    return [0, 1].map((n) => new Draft({ n }));
  });
  flow.step({ accepts: Draft, emits: [Review, Done] }, async function look({ n }, ctx) {
    void ctx.sendEvent(new Review({ n, text: "?" }));
    await ctx.waitForEvent(Verdict, { where: { n } });
  });
  flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.length });
  });
  flow.step({ accepts: HumanResponseEvent, emits: Done }, function unused() {
    return new Done({ text: "" });
  });
  const handler = flow.run({});
  await idle(handler.stream({ includeInternal: true }));
  await handler.sendEvent(new Verdict({ n: 0, text: "a" }));
  await handler.sendEvent(new Verdict({ n: 1, text: "b" }));
  expect(await handler).toBe(0);
});

async function idle(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const event of stream) if (event instanceof RunIdle) return;
}

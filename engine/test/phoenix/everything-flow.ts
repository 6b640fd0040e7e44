/** A workflow with everything in it: a fan-out with retries, streaming and tool-calling model calls, a wait, a child run. */
import type OpenAI from "openai";
import { z } from "zod";
import {
  defineEvent,
  defineHumanResponse,
  fixed,
  retryPolicy,
  StartEvent,
  StopEvent,
  Workflow,
} from "../../src/index.ts";

/** Branches of its fan-out; each is searched for and written down. */
export const BRANCHES = 150;

class Question extends defineEvent("Question", z.object({ n: z.number() })) {}
class Answer extends defineEvent("Answer", z.object({ n: z.number(), text: z.string() })) {}
class Draft extends defineEvent("Draft", z.object({ text: z.string() })) {}
export class Approval extends defineHumanResponse("Approval", z.object({ verdict: z.string() })) {}

const tools = [
  {
    type: "function" as const,
    function: { name: "search", parameters: { type: "object", properties: { q: { type: "string" } } } },
  },
];

export function everythingFlow(client: OpenAI): Workflow<{ topic: string }, string> {
  const child = new Workflow<{ text: string }, string>({ name: "polish" });
  child.step(
    { accepts: StartEvent, emits: StopEvent, name: "shorten" },
    (event) => new StopEvent({ result: String(event.get("text", "")).slice(0, 20) }),
  );

  const flow = new Workflow<{ topic: string }, string>({ name: "everything" });
  flow.step({ accepts: StartEvent, emits: Question, name: "plan" }, async () => {
    await client.chat.completions.create({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: "plan" }],
      tools,
    });
    return Array.from({ length: BRANCHES }, (_, n) => new Question({ n }));
  });
  flow.step(
    { accepts: Question, emits: Answer, name: "search", workers: 8, retry: retryPolicy({ wait: fixed(5) }) },
    async (event, ctx) => {
      if (event.n % 50 === 7 && ctx.attempt.number === 0) throw new Error(`source ${event.n} is flaky`);
      if (event.n > 2) return new Answer({ n: event.n, text: "found" });
      let text = "";
      const stream = await client.chat.completions.create({
        model: "gpt-4o-mini",
        messages: [{ role: "user", content: `question ${event.n}` }],
        stream: true,
        stream_options: { include_usage: true },
      });
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
      return new Answer({ n: event.n, text });
    },
  );
  flow.step({ accepts: Answer, emits: Draft, name: "write" }, (event, ctx) => {
    const all = ctx.collectEvents(
      event,
      Array.from({ length: BRANCHES }, () => Answer),
    );
    return all === undefined
      ? undefined
      : new Draft({
          text: all
            .toSorted((a, b) => a.n - b.n)
            .map((answer) => answer.text)
            .join(" "),
        });
  });
  flow.step({ accepts: Draft, emits: StopEvent, name: "approve" }, async (event, ctx) => {
    const { verdict } = await ctx.waitForEvent(Approval);
    return new StopEvent({ result: `${verdict}: ${await ctx.run(child, { text: event.text })}` });
  });
  return flow;
}

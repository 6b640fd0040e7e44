// Runs of every shape, for the export of history; as a program, into the database named, with nothing that traces them.

import { trace } from "@opentelemetry/api";
import { z } from "zod";

import {
  afterAttempt,
  defineEvent,
  defineHumanResponse,
  defineInputRequired,
  fixed,
  registerSink,
  retryPolicy,
  StartEvent,
  StopEvent,
  Workflow,
} from "../../../src/index.ts";
import { traceLLM } from "../../../src/llm.ts";
import { sqliteSink } from "../../../src/store.ts";

class Query extends defineEvent("Query", z.object({ n: z.number(), text: z.string() })) {}
class Found extends defineEvent("Found", z.object({ n: z.number() })) {}
class Question extends defineInputRequired("Question", z.object({ text: z.string() })) {}
class Answer extends defineHumanResponse("Answer", z.object({ text: z.string() })) {}

/** What was played. */
export interface History {
  readonly parentRunId: string;
  readonly failedRunId: string;
  /** Not over. */
  readonly waitingRunId: string;
}

/** Plays them. */
export async function playHistory(): Promise<History> {
  const parent = research().run({ topic: "ships" }, { sessionId: "s1", userId: "u1", tags: ["demo"] });
  await parent;
  const failed = failing().run({});
  await failed.catch(() => undefined);
  const answered = asking().run({});
  await untilWaiting(answered);
  await answered.sendEvent(new Answer({ text: "yes" }));
  await answered;
  const waiting = asking().run({});
  await untilWaiting(waiting);
  return { parentRunId: parent.runId, failedRunId: failed.runId, waitingRunId: waiting.runId };
}

/** A fan-out with a retry, large payloads, model calls, a span of the application's, and a child run. */
function research() {
  const child = new Workflow<{ n: number }, number>({ name: "child" });
  child.step({ accepts: StartEvent, emits: StopEvent, name: "double" }, async (event) => {
    const messages = [{ role: "user", content: `twice ${event.n}` }];
    await traceLLM({ provider: "local", model: "tiny", messages }, () => "ok");
    return new StopEvent({ result: 2 * event.n });
  });
  const flow = new Workflow<{ topic: string }, number>({ name: "research" });
  flow.step({ accepts: StartEvent, emits: Query, name: "plan" }, () =>
    [1, 2, 3].map((n) => new Query({ n, text: n === 3 ? "long ".repeat(10_000) : "short" })),
  );
  flow.step(
    { accepts: Query, emits: Found, name: "search", retry: retryPolicy({ wait: fixed(1) }) },
    async (event, ctx) => {
      if (event.n === 2 && ctx.attempt.number === 0) throw new TypeError("flaky");
      trace
        .getTracer("mine")
        .startSpan("look up", { attributes: { "openinference.span.kind": "TOOL" } })
        .end();
      const messages = [{ role: "user", content: event.text }];
      await traceLLM({ provider: "local", model: "tiny", messages }, () => {
        if (event.n === 1) throw new Error("429 slow down");
        return "ok";
      }).catch(() => "none");
      return new Found({ n: await ctx.run(child, { n: event.n }) });
    },
  );
  flow.step({ accepts: Found, emits: StopEvent, name: "join" }, (event, ctx) => {
    const all = ctx.collectEvents(event, [Found, Found, Found]);
    return all === undefined ? undefined : new StopEvent({ result: all.reduce((sum, found) => sum + found.n, 0) });
  });
  return flow;
}

function failing() {
  const flow = new Workflow({ name: "failing" });
  const retry = retryPolicy({ wait: fixed(1), stop: afterAttempt(2) });
  flow.step({ accepts: StartEvent, emits: StopEvent, name: "break", retry }, () => {
    throw new RangeError("never works");
  });
  return flow;
}

function asking() {
  const flow = new Workflow<Record<string, never>, string>({ name: "asking" });
  flow.step({ accepts: StartEvent, emits: [Question, StopEvent], name: "ask" }, async (_event, ctx) => {
    const answer = await ctx.waitForEvent(Answer, { waiterEvent: new Question({ text: "well?" }) });
    return new StopEvent({ result: answer.text });
  });
  return flow;
}

async function untilWaiting(run: { stream(): AsyncIterable<unknown> }): Promise<void> {
  for await (const event of run.stream()) if (event instanceof Question) return;
}

if (process.argv[1] === import.meta.filename) {
  const sink = sqliteSink({ database: process.argv[2] });
  registerSink(sink);
  await playHistory();
  await sink.shutdown();
  process.exit(0);
}

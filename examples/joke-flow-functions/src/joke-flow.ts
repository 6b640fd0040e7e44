// The joke flow from free functions: no class, no decorators, so plain `node` runs it as it is.

import { StartEvent, StopEvent, Workflow, defineEvent } from "stepscope";
import type OpenAI from "openai";
import { z } from "zod";

export class JokeEvent extends defineEvent("JokeEvent", z.object({ joke: z.string() })) {}

/** Builds the workflow around a model. */
export function createJokeFlow({ client, model }: { client: OpenAI; model: string }) {
  async function ask(content: string): Promise<string> {
    const messages = [{ role: "user" as const, content }];
    const answer = await client.chat.completions.create({ model, max_tokens: 220, messages });
    return answer.choices[0]?.message.content ?? "";
  }

  const jokeFlow = new Workflow<{ topic: string }, string>({ name: "joke-flow-functions", timeoutMs: 60_000 });

  jokeFlow.step({ accepts: StartEvent, emits: JokeEvent }, async function generateJoke(ev) {
    return new JokeEvent({ joke: await ask(`Write your best joke about ${ev.topic}.`) });
  });

  jokeFlow.step({ accepts: JokeEvent, emits: StopEvent }, async function critiqueJoke(ev) {
    const critique = await ask(`Give a thorough analysis and critique of the following joke: ${ev.joke}`);
    return new StopEvent({ result: critique });
  });

  return jokeFlow;
}

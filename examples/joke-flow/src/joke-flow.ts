// Two steps as methods of a class: one tells a joke, the other takes it apart.

import { StartEvent, StopEvent, Workflow, defineEvent, step } from "stepscope";
import type OpenAI from "openai";
import { z } from "zod";

export class JokeEvent extends defineEvent("JokeEvent", z.object({ joke: z.string() })) {}

export class JokeFlow extends Workflow<{ topic: string }, string> {
  readonly #client: OpenAI;
  readonly #model: string;

  constructor({ client, model }: { client: OpenAI; model: string }) {
    super({ name: "joke-flow", timeoutMs: 60_000 });
    this.#client = client;
    this.#model = model;
  }

  @step({ accepts: StartEvent, emits: JokeEvent })
  async generateJoke(ev: StartEvent<{ topic: string }>) {
    return new JokeEvent({ joke: await this.#ask(`Write your best joke about ${ev.topic}.`) });
  }

  @step({ accepts: JokeEvent, emits: StopEvent })
  async critiqueJoke(ev: JokeEvent) {
    const critique = await this.#ask(`Give a thorough analysis and critique of the following joke: ${ev.joke}`);
    return new StopEvent({ result: critique });
  }

  async #ask(content: string): Promise<string> {
    const answer = await this.#client.chat.completions.create({
      model: this.#model,
      max_tokens: 220,
      messages: [{ role: "user", content }],
    });
    return answer.choices[0]?.message.content ?? "";
  }
}

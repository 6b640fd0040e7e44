// "Introduction": generate something, pass it to another step, stop with a result.

import { StartEvent, StopEvent, Workflow, defineEvent } from "stepscope";
import type OpenAI from "openai";
import { z } from "zod";

export class JokeEvent extends defineEvent("JokeEvent", z.object({ joke: z.string() })) {}

export class JokeFlow extends Workflow<{ topic: string }, string> {
  readonly #client: OpenAI;

  constructor(client: OpenAI) {
    super({ timeoutMs: 60_000, verbose: false });
    this.#client = client;
  }

  generateJoke = this.step({ accepts: StartEvent, emits: JokeEvent }, async (ev) => {
    return new JokeEvent({ joke: await this.#complete(`Write your best joke about ${ev.topic}.`) });
  });

  critiqueJoke = this.step({ accepts: JokeEvent, emits: StopEvent }, async (ev) => {
    const prompt = `Give a thorough analysis and critique of the following joke: ${ev.joke}`;
    return new StopEvent({ result: await this.#complete(prompt) });
  });

  async #complete(content: string): Promise<string> {
    const answer = await this.#client.chat.completions.create({
      model: "gpt-4.1",
      messages: [{ role: "user", content }],
    });
    return answer.choices[0]?.message.content ?? "";
  }
}

// "Validation": a step that the graph does not reach, because its event comes from outside, says so.
export class WebhookEvent extends defineEvent("WebhookEvent", z.object({ body: z.string() })) {}

export const webhookFlow = new Workflow<{ url: string }, string>({ name: "webhook-flow" });

webhookFlow.step({ accepts: StartEvent, emits: StopEvent }, function subscribe(ev) {
  return ev.url === "" ? new StopEvent({ result: "no address" }) : undefined;
});

webhookFlow.step({ accepts: WebhookEvent, emits: StopEvent, skipGraphChecks: true }, async function receiveWebhook(ev) {
  return new StopEvent({ result: ev.body });
});

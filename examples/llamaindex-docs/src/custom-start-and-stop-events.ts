// "Custom start and stop events": a typed request at the beginning, a typed result at the end.

import { Workflow, defineEvent, defineStartEvent, defineStopEvent } from "stepscope";
import { z } from "zod";

export class JokeStartEvent extends defineStartEvent(
  "JokeStartEvent",
  z.object({ topic: z.string(), tone: z.string().default("funny") }),
) {}

export class JokeEvent extends defineEvent("JokeEvent", z.object({ joke: z.string() })) {}

export class JokeResult extends defineStopEvent("JokeResult", z.object({ joke: z.string(), critique: z.string() })) {}

export class JokeFlow extends Workflow<{ topic: string; tone?: string }, JokeResult> {
  readonly #complete: (prompt: string) => Promise<string>;

  constructor(complete: (prompt: string) => Promise<string>) {
    super({ timeoutMs: 60_000 });
    this.#complete = complete;
  }

  generateJoke = this.step({ accepts: JokeStartEvent, emits: JokeEvent }, async (ev) => {
    return new JokeEvent({ joke: await this.#complete(`Write a ${ev.tone} joke about ${ev.topic}.`) });
  });

  critiqueJoke = this.step({ accepts: JokeEvent, emits: JokeResult }, async (ev) => {
    const critique = await this.#complete(`Give a thorough analysis and critique of the following joke: ${ev.joke}`);
    return new JokeResult({ joke: ev.joke, critique });
  });
}

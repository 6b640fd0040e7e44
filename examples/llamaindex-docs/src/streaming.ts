// "Streaming events": progress and a model's words, published while the run is still moving.

import { StartEvent, StopEvent, Workflow, defineEvent } from "stepscope";
import type OpenAI from "openai";
import { z } from "zod";

export class FirstEvent extends defineEvent("FirstEvent", z.object({ firstOutput: z.string() })) {}

export class SecondEvent extends defineEvent(
  "SecondEvent",
  z.object({ secondOutput: z.string(), response: z.string() }),
) {}

export class ProgressEvent extends defineEvent("ProgressEvent", z.object({ msg: z.string() })) {}

export class MyWorkflow extends Workflow<{ firstInput: string }, string> {
  readonly #client: OpenAI;

  constructor(client: OpenAI) {
    super({ timeoutMs: 30_000 });
    this.#client = client;
  }

  stepOne = this.step({ accepts: StartEvent, emits: FirstEvent }, async (_ev, ctx) => {
    ctx.writeEventToStream(new ProgressEvent({ msg: "Step one is happening" }));
    return new FirstEvent({ firstOutput: "First step complete." });
  });

  stepTwo = this.step({ accepts: FirstEvent, emits: SecondEvent }, async (_ev, ctx) => {
    const content = "Please give me the first 3 paragraphs of Moby Dick, a book in the public domain.";
    const chunks = await this.#client.chat.completions.create({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content }],
      stream: true,
    });
    let response = "";
    for await (const chunk of chunks) {
      const delta = chunk.choices[0]?.delta.content ?? "";
      if (delta === "") continue;
      ctx.writeEventToStream(new ProgressEvent({ msg: delta }));
      response += delta;
    }
    return new SecondEvent({ secondOutput: "Second step complete, full response attached", response });
  });

  stepThree = this.step({ accepts: SecondEvent, emits: StopEvent }, async (_ev, ctx) => {
    ctx.writeEventToStream(new ProgressEvent({ msg: "Step three is happening" }));
    return new StopEvent({ result: "Workflow complete." });
  });
}

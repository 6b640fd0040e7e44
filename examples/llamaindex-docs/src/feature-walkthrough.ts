// "Workflows feature walkthrough": validated input, loops through the start event, state over two steps.

import { StartEvent, StopEvent, Workflow, defineEvent, defineStartEvent, defineStopEvent } from "stepscope";
import { z } from "zod";

export const uppercaseWorkflow = new Workflow<{ inputText: string }, string>({ name: "uppercase", timeoutMs: 10_000 });

uppercaseWorkflow.step({ accepts: StartEvent, emits: StopEvent }, async function toUpper(ev) {
  return new StopEvent({ result: ev.inputText.toUpperCase() });
});

export class InputEvent extends defineStartEvent("InputEvent", z.object({ inputText: z.string().min(1) })) {}
export class InnerEvent extends defineEvent("InnerEvent", z.object({ text: z.string() })) {}
export class OutputEvent extends defineStopEvent("OutputEvent", z.object({ outputText: z.string() })) {}

export class TypedUppercase extends Workflow<{ inputText: string }, OutputEvent> {
  validateInput = this.step(
    { accepts: InputEvent, emits: InnerEvent },
    async (ev) => new InnerEvent({ text: ev.inputText }),
  );

  toUpper = this.step({ accepts: InnerEvent, emits: OutputEvent }, async (ev) => {
    return new OutputEvent({ outputText: ev.text.toUpperCase() });
  });
}

const textOrNumber = z.union([z.string(), z.number()]);

export class ValueIn extends defineStartEvent("ValueIn", z.object({ input: textOrNumber })) {}
export class ValueOut extends defineStopEvent("ValueOut", z.object({ output: textOrNumber })) {}
export class AddTextEvent extends defineEvent("AddTextEvent", z.object({ text: z.string() })) {}
export class AddNumberEvent extends defineEvent("AddNumberEvent", z.object({ number: z.number() })) {}

/** Loops until a text has ten exclamation marks, or a number has reached ten. */
export class Add10Workflow extends Workflow<{ input: string | number }, ValueOut> {
  route = this.step({ accepts: ValueIn, emits: [AddTextEvent, AddNumberEvent, ValueOut] }, async ({ input }) => {
    if (typeof input === "string") {
      return input.includes("!".repeat(10)) ? new ValueOut({ output: input }) : new AddTextEvent({ text: input });
    }
    return input < 10 ? new AddNumberEvent({ number: input }) : new ValueOut({ output: input });
  });

  addText = this.step({ accepts: AddTextEvent, emits: ValueIn }, async (ev) => new ValueIn({ input: `${ev.text}!` }));

  addNumber = this.step(
    { accepts: AddNumberEvent, emits: ValueIn },
    async (ev) => new ValueIn({ input: ev.number + 1 }),
  );
}

export class IncrementAgainEvent extends defineEvent("IncrementAgainEvent") {}

/** The state of the walkthrough's counter. */
export interface WalkthroughState extends Record<string, unknown> {
  counter: number;
}

export class StatefulWorkflow extends Workflow<Record<never, never>, number, WalkthroughState> {
  step1 = this.step({ accepts: StartEvent, emits: IncrementAgainEvent }, async (_ev, ctx) => {
    await ctx.store.set("counter", (await ctx.store.get("counter", 0)) + 1);
    return new IncrementAgainEvent();
  });

  step2 = this.step({ accepts: IncrementAgainEvent, emits: StopEvent }, async (_ev, ctx) => {
    await ctx.store.set("counter", (await ctx.store.get("counter", 0)) + 1);
    return new StopEvent({ result: await ctx.store.get("counter", 0) });
  });
}

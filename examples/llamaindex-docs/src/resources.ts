// "Resource objects": what steps need but events must not carry, made by the engine and handed in.

import { readFile } from "node:fs/promises";
import { StartEvent, StopEvent, Workflow, defineEvent, resource } from "stepscope";
import { z } from "zod";

/** A conversation so far. */
export class Memory {
  readonly messages: { readonly role: string; readonly content: string }[] = [];

  async put(message: { readonly role: string; readonly content: string }): Promise<void> {
    this.messages.push(message);
  }
}

export class SecondEvent extends defineEvent("SecondEvent", z.object({ msg: z.string() })) {}

/** Both steps get one memory, or each its own with `cache: false`. */
export function createMemoryWorkflow(options: { readonly cache: boolean; readonly onMade: (memory: Memory) => void }) {
  const memory = resource(
    () => {
      const made = new Memory();
      options.onMade(made);
      return made;
    },
    { cache: options.cache },
  );
  const workflow = new Workflow<Record<never, never>, number>({ name: "with-memory" });
  workflow.step({ accepts: StartEvent, emits: SecondEvent, resources: { memory } }, async function firstStep(_ev, ctx) {
    await ctx.resources.memory.put({ role: "user", content: "This is the first step" });
    return new SecondEvent({ msg: "This is an input for step 2" });
  });
  workflow.step({ accepts: SecondEvent, emits: StopEvent, resources: { memory } }, async function secondStep(ev, ctx) {
    await ctx.resources.memory.put({ role: "user", content: ev.msg });
    return new StopEvent({ result: ctx.resources.memory.messages.length });
  });
  return workflow;
}

const classifierConfig = z.object({ categories: z.array(z.string()), threshold: z.number() });

/** A resource that is a part of a JSON file, checked. */
export function configResource(file: string, section: string) {
  return resource(async () => {
    const whole = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(file, "utf8")));
    return classifierConfig.parse(whole[section]);
  });
}

/** A classifier made from its configuration: one resource that rests on another. */
export function createClassifierWorkflow(file: string) {
  const config = configResource(file, "classifier");
  const classifier = resource(async ({ resource: use }) => {
    const { categories, threshold } = await use(config);
    return (text: string) => categories.find((category) => text.includes(category)) ?? `below ${threshold}`;
  });
  const workflow = new Workflow<{ text: string }, string>({ name: "document-classifier" });
  workflow.step({ accepts: StartEvent, emits: StopEvent, resources: { classifier } }, async function classify(ev, ctx) {
    return new StopEvent({ result: ctx.resources.classifier(ev.text) });
  });
  return workflow;
}

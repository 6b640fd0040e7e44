// Stepscope: with nothing recorded, with every record in SQLite, with records and spans.

import { join } from "node:path";
import { setImmediate as yieldTurn } from "node:timers/promises";
import { StartEvent, StopEvent, Workflow, collect, defineEvent, type } from "stepscope";
import type { OpenContestant } from "./contestant.ts";
import { CONCURRENT_STEPS, FAN_OUT_WORKERS } from "./workload.ts";

class A extends defineEvent("A", type<{ value: number }>()) {}
class B extends defineEvent("B", type<{ value: number }>()) {}
class Hop extends defineEvent("Hop", type<{ value: number }>()) {}
class Work extends defineEvent("Work", type<{ value: number }>()) {}
class Done extends defineEvent("Done", type<{ value: number }>()) {}

const tiny = new Workflow<{ value: number }, number>({ name: "tiny" });
tiny.step({ accepts: StartEvent, emits: A }, async function start(ev) {
  return new A({ value: ev.value + 1 });
});
tiny.step({ accepts: A, emits: B }, async function a(ev) {
  return new B({ value: ev.value + 1 });
});
tiny.step({ accepts: B, emits: StopEvent }, async function b(ev) {
  return new StopEvent({ result: ev.value + 1 });
});

function chainOf(length: number, pause?: () => Promise<unknown>) {
  const chain = new Workflow<{ value: number }, number>({ name: "chain" });
  chain.step({ accepts: StartEvent, emits: Hop }, async function start(ev) {
    return new Hop({ value: ev.value });
  });
  chain.step({ accepts: Hop, emits: [Hop, StopEvent] }, async function hop(ev) {
    if (pause !== undefined) await pause();
    const value = ev.value + 1;
    return value === length ? new StopEvent({ result: value }) : new Hop({ value });
  });
  return chain;
}

const fanOut = new Workflow<{ size: number }, number>({ name: "fan-out" });
fanOut.step({ accepts: StartEvent, emits: Work }, async function split(ev) {
  return Array.from({ length: ev.size }, (_, value) => new Work({ value }));
});
fanOut.step({ accepts: Work, emits: Done, workers: FAN_OUT_WORKERS }, async function work(ev) {
  return new Done({ value: ev.value });
});
fanOut.step({ accepts: collect(Done), emits: StopEvent }, async function join(all) {
  return new StopEvent({ result: all.reduce((sum, { value }) => sum + value, 0) });
});

const run: OpenContestant["run"] = {
  async tiny(size) {
    let sum = 0;
    for (let count = 0; count < size; count += 1) sum += await tiny.run({ value: 0 });
    return sum;
  },
  chain: async (size) => chainOf(size).run({ value: 0 }),
  "fan-out": async (size) => fanOut.run({ size }),
  async concurrent(size) {
    const chain = chainOf(CONCURRENT_STEPS, () => yieldTurn());
    const results = await Promise.all(Array.from({ length: size }, () => chain.run({ value: 0 })));
    return results.reduce((sum, value) => sum + value, 0);
  },
};

/** Only the modes that record load what records; a bare process pays for nothing else. */
export default async function open(folder: string, mode: string): Promise<OpenContestant> {
  if (mode === "bare") return { run };
  const { observe } = await import("stepscope/otel");
  const database = join(folder, "stepscope.db");
  const options = { database, phoenix: false } as const;
  const { DatabaseSync } = await import("node:sqlite");
  const lost = () => {
    const connection = new DatabaseSync(database, { readOnly: true });
    const row = connection.prepare("SELECT sum(recordsDropped) AS lost FROM Run").get();
    connection.close();
    return Number(row?.["lost"] ?? 0);
  };
  if (mode === "records") {
    const scope = observe(options);
    return { run, lost, flush: () => scope.flush(), close: () => scope.shutdown() };
  }
  const provider = await registerNoopExportingProvider();
  const scope = observe(options);
  return {
    run,
    lost,
    async flush() {
      await scope.flush();
      await provider.forceFlush();
    },
    close: () => scope.shutdown(),
  };
}

async function registerNoopExportingProvider() {
  const { noopExportingProvider } = await import("./noop-exporting-provider.ts");
  const { AsyncLocalStorageContextManager } = await import("@opentelemetry/context-async-hooks");
  const { context, trace } = await import("@opentelemetry/api");
  const provider = noopExportingProvider();
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return provider;
}

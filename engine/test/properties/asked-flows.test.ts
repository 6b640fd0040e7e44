// Properties of runs that ask people, whatever the order of the answers and wherever a resume cuts in.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  collect,
  Context,
  defineEvent,
  defineHumanResponse,
  defineInputRequired,
  RunIdle,
  StartEvent,
  StopEvent,
  type,
  Workflow,
  type RunRecord,
  type WorkflowEvent,
} from "../../src/index.ts";
import { createRunState } from "../../src/run/create-run-state.ts";
import { createReduceOutput } from "../../src/run/reduce-output.ts";
import { reduce } from "../../src/run/reduce.ts";
import type { RunState } from "../../src/run/run-state.ts";
import { snapshotRunState } from "../../src/run/snapshot-run-state.ts";
import { InProcessLauncher } from "../../src/runtimes/in-process.ts";
import { RECORD_CLASS } from "../../src/trace/record.ts";

class Part extends defineEvent("Part", type<{ n: number }>()) {}
class Ask extends defineInputRequired("Ask", type<{ n: number }>()) {}
class Answer extends defineHumanResponse("Answer", type<{ n: number }>()) {}
class Left extends defineHumanResponse("Left", type<{ n: number }>()) {}
class Right extends defineHumanResponse("Right", type<{ n: number }>()) {}
class Done extends defineEvent("Done", type<{ n: number }>()) {}

const PARTS = [0, 1, 2, 3, 4];

/** Odd branches ask and go on in another step; even ones wait for two answers at once. */
function asking(): Workflow<object, number[]> {
  const flow = new Workflow<object, number[]>({ name: "asking" });
  flow.step({ accepts: StartEvent, emits: Part }, function split() {
    return PARTS.map((n) => new Part({ n }));
  });
  flow.step({ accepts: Part, emits: [Ask, Done], workers: 2 }, async function work({ n }, ctx) {
    if (n % 2 === 1) return new Ask({ n });
    await Promise.all([ctx.waitForEvent(Left, { where: { n } }), ctx.waitForEvent(Right, { where: { n } })]);
    return new Done({ n });
  });
  flow.step({ accepts: Answer, emits: Done }, async function judge({ n }) {
    for (let turns = n; turns > 0; turns--) await Promise.resolve();
    return new Done({ n });
  });
  flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map(({ n }) => n) });
  });
  return flow;
}

const answers: readonly (() => WorkflowEvent)[] = PARTS.flatMap((n): readonly (() => WorkflowEvent)[] =>
  n % 2 === 1 ? [() => new Answer({ n })] : [() => new Left({ n }), () => new Right({ n })],
);

/** Folds the ticks of a journal; the derived records must come of themselves. */
function replay(flow: Workflow<object, number[]>, records: readonly RunRecord[]): RunState {
  const state = createRunState(flow.definition().graph, records[0]?.runId ?? "");
  const output = createReduceOutput();
  for (const record of records) if (RECORD_CLASS[record.kind] === "tick") reduce(state, record, output);
  const derived = records.filter(({ kind }) => RECORD_CLASS[kind] === "derived");
  expect(output.derived).toEqual(derived.map(({ kind, data }) => ({ kind, data })));
  return state;
}

test("the join waits for every answer, and the ticks alone replay the run, over a resume too", async () => {
  const order = fc.shuffledSubarray([...answers], { minLength: answers.length });
  await fc.assert(
    fc.asyncProperty(order, fc.nat({ max: answers.length - 1 }), async (sends, cut) => {
      const flow = asking();
      const records: RunRecord[] = [];
      const launcher = new InProcessLauncher({ onRecord: (record) => records.push(record) });
      let handler = launcher.run(flow, {}, {});
      handler.catch(() => undefined);
      for await (const event of handler.stream({ includeInternal: true })) if (event instanceof RunIdle) break;
      for (const [index, make] of sends.entries()) {
        if (index === cut) {
          const json = JSON.stringify(handler);
          const replayed = snapshotRunState(replay(flow, records));
          expect(JSON.parse(json)).toMatchObject(JSON.parse(JSON.stringify(replayed)));
          await handler.cancel();
          handler = launcher.run(flow, undefined, { context: Context.from(flow, json) });
        }
        await handler.sendEvent(make());
      }
      expect(await handler).toEqual(PARTS);
      expect(replay(flow, records).status).toBe("completed");
    }),
    { numRuns: 60 },
  );
});

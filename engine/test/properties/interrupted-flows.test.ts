// Properties of runs that are cut short: cancelled at any point, or snapshotted there and gone on with.

import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { Context, RunCancelledError, RunStalledError, type RunRecord } from "../../src/index.ts";
import { InProcessLauncher } from "../../src/runtimes/in-process.ts";
import { acceptorsOf, buildFlow, flowPlan, type FlowPlan } from "./random-flow.ts";

const TERMINAL = /^run\.(completed|failed|timedOut|cancelled|stalled)$/;

interface Interrupted {
  readonly flow: ReturnType<typeof buildFlow>["flow"];
  readonly ledger: ReturnType<typeof buildFlow>["ledger"];
  readonly records: RunRecord[];
  readonly launcher: InProcessLauncher;
  /** The snapshot; `undefined` when the run ended before the point. */
  readonly json: string | undefined;
}

/** Runs a plan until its stream has given so many items, then takes a snapshot and cancels it. */
async function interrupt(plan: FlowPlan, after: number): Promise<Interrupted> {
  const { flow, ledger } = buildFlow(plan);
  const records: RunRecord[] = [];
  const launcher = new InProcessLauncher({ onRecord: (record) => records.push(record) });
  const handler = launcher.run(flow, {}, {});
  let json: string | undefined;
  let items = 0;
  for await (const _event of handler.stream({ includeInternal: true })) {
    items += 1;
    if (items !== after || handler.status() !== "running") continue;
    json = JSON.stringify(handler);
    await handler.cancel();
  }
  await handler.catch((error: unknown) => {
    expect(error).toBeInstanceOf(json === undefined ? RunStalledError : RunCancelledError);
  });
  return { flow, ledger, records, launcher, json };
}

const points = fc.integer({ min: 1, max: 40 });

test("a run that is cancelled at any point ends once, and starts nothing after its end", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await fc.assert(
    fc.asyncProperty(flowPlan, points, async (plan, point) => {
      const { records } = await interrupt(plan, point);
      const end = records.findIndex(({ kind }) => TERMINAL.test(kind));
      expect(records.filter(({ kind }) => TERMINAL.test(kind))).toHaveLength(1);
      const after = records.slice(end + 1).map(({ kind }) => kind);
      // What a cancel leads to follows it, in its group; code that did not stop in time comes late.
      expect(after.filter((kind) => !["step.lateResult", "step.cancelled"].includes(kind))).toEqual([]);
      expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
    }),
    { numRuns: 60 },
  );
});

test("a run that goes on from a snapshot taken at any point loses nothing and completes nothing twice", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await fc.assert(
    fc.asyncProperty(flowPlan, points, async (plan, after) => {
      const { flow, ledger, records, launcher, json } = await interrupt(plan, after);
      if (json === undefined) return;
      const { seq }: { readonly seq: number } = JSON.parse(json);
      const before = records.filter((record) => record.seq <= seq);
      const from = records.length;
      const resumed = launcher.run(flow, undefined, { context: Context.from(flow, json) });
      await expect(resumed).rejects.toBeInstanceOf(RunStalledError);
      const journal = [...before, ...records.slice(from)];
      const expected: string[] = [];
      for (const record of journal) {
        if (record.kind !== "event.sent" || record.data.type === "StartEvent") continue;
        for (const step of acceptorsOf(plan, record.data.type)) expected.push(`${step} ${record.data.eventId}`);
      }
      // Code that was through, but whose result was not yet recorded, runs again: once more, and only that.
      const again = new Set(restarted(journal));
      const once = ledger.completed.filter(
        (call, index) => ledger.completed.indexOf(call) === index || !again.has(call),
      );
      expect(once.toSorted()).toEqual(expected.toSorted());
      const completed = journal.flatMap((record) =>
        record.kind === "step.completed" ? [record.data.executionId] : [],
      );
      expect(new Set(completed).size).toBe(completed.length);
      plan.steps.forEach(({ workers }, index) => {
        expect(mostAtOnce(journal, `s${index}`)).toBeLessThanOrEqual(workers);
      });
    }),
    { numRuns: 100 },
  );
});

/** `step event` of every execution that was in flight when the snapshot was taken. */
function restarted(journal: readonly RunRecord[]): readonly string[] {
  const inFlight = journal.flatMap((record) => (record.kind === "run.resumed" ? record.data.inFlight : []));
  return journal.flatMap((record) =>
    record.kind === "step.queued" && inFlight.includes(record.data.executionId)
      ? [`${record.data.step} ${record.data.eventIds.join()}`]
      : [],
  );
}

/** How many executions of a step hold a slot at one time, by the journal. */
function mostAtOnce(journal: readonly RunRecord[], step: string): number {
  const running = new Set<string>();
  let most = 0;
  for (const record of journal) {
    if (record.kind === "run.resumed") running.clear();
    if (!("step" in record.data) || record.data.step !== step || !("executionId" in record.data)) continue;
    if (record.kind === "step.started") running.add(String(record.data.executionId));
    if (record.kind === "step.completed" || record.kind === "step.retryScheduled")
      running.delete(String(record.data.executionId));
    most = Math.max(most, running.size);
  }
  return most;
}

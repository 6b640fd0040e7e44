/** The stored journal of each example, folded by the reducer, gives the state that the live run had. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerSink, type RunHandler, type RunRecord } from "stepscope";
import { openSqliteReader, sqliteSink } from "stepscope/store";
import { StateTimeline } from "stepscope/view";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApprovalGiven, ApprovalNeeded, createRefundFlow } from "../examples/human-approval/src/refund-flow.ts";
import { createJokeFlow } from "../examples/joke-flow-functions/src/joke-flow.ts";
import { connectModel, type ModelConnection } from "../examples/model/src/connect-model.ts";
import { Research } from "../examples/research/src/research.ts";
import { startSearchService, type SearchService } from "../examples/research/src/search-service.ts";

const folder = mkdtempSync(join(tmpdir(), "stepscope-replay-"));
const database = join(folder, "traces.db");
const sink = sqliteSink({ database });
const unregister = registerSink(sink);
let model: ModelConnection;
let search: SearchService;

beforeAll(async () => {
  model = await connectModel({ environment: {}, pace: 0 });
  search = await startSearchService();
});

afterAll(async () => {
  unregister();
  await sink.shutdown();
  await search.close();
  await model.close();
  rmSync(folder, { recursive: true });
});

/** Reads a run's journal back from the file and folds it. */
async function replay(runId: string): Promise<StateTimeline> {
  await sink.flush();
  const reader = await openSqliteReader({ database });
  try {
    const run = await reader.run(runId);
    const graph = run === undefined ? undefined : await reader.graph(run.definitionHash);
    if (graph === undefined) throw new Error(`run ${runId} is not on record`);
    const timeline = new StateTimeline(graph, runId);
    let fromSeq: number | undefined = 1;
    while (fromSeq !== undefined) {
      const chunk: { records: readonly RunRecord[]; nextSeq?: number } = await reader.records(runId, { fromSeq });
      timeline.append(chunk.records);
      fromSeq = chunk.nextSeq;
    }
    return timeline;
  } finally {
    await reader.close();
  }
}

async function expectEqualState<State extends object>(run: RunHandler<unknown, State>): Promise<StateTimeline> {
  const timeline = await replay(run.runId);
  const state = timeline.at(timeline.lastSeq);
  expect(state.status).toBe(run.status());
  expect(timeline.storeAt(timeline.lastSeq)).toEqual(await run.store.all());
  return timeline;
}

describe("replaying the examples from the database", () => {
  it("joke flow", async () => {
    const run = createJokeFlow(model).run({ topic: "robots" });
    const result = await run;
    const timeline = await expectEqualState(run);
    expect(timeline.at(timeline.lastSeq).result).toBe(result);
  });

  it("research, whose state grows as it goes", async () => {
    const run = new Research({ client: model.client, model: model.model, searchUrl: search.url }).run({
      topic: "cool cities",
    });
    const report = await run;
    const timeline = await expectEqualState(run);
    const end = timeline.at(timeline.lastSeq);
    expect(end.result).toEqual(report);
    expect(end.executions.size).toBe(0);
    // run.started, event.sent, step.queued, step.started, and then the step's first write.
    expect(timeline.storeAt(4)).toEqual({});
    expect(timeline.storeAt(5)).toEqual({ topic: "cool cities" });
    expect(timeline.storeAt(timeline.lastSeq)).toMatchObject({ topic: "cool cities", sources: report.sources });
  });

  it("human approval, answered and left waiting", async () => {
    const flow = createRefundFlow(model);
    const answered = flow.run({ customer: "Ada", complaint: "Broken.", amountEuro: 40 });
    for await (const event of answered.stream()) {
      if (!(event instanceof ApprovalNeeded)) continue;
      const { requestId } = event;
      await answered.sendEvent(new ApprovalGiven({ requestId, isApproved: true, by: "Eve" }));
    }
    await expectEqualState(answered);

    const waiting = flow.run({ customer: "Grace", complaint: "Leaks.", amountEuro: 65 });
    for await (const event of waiting.stream()) if (event instanceof ApprovalNeeded) break;
    await expect.poll(() => waiting.status()).toBe("waiting");
    const timeline = await expectEqualState(waiting);
    expect([...timeline.at(timeline.lastSeq).waiters.values()]).toMatchObject([{ step: "askForApproval" }]);
    waiting.catch(() => undefined);
    await waiting.cancel();
  });
});

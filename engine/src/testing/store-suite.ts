// The law that every place for runs obeys: what a sink was given, its reader gives back. One line per backend runs it.

import { describe, expect, test } from "vitest";
import type { RunRecord } from "../trace/record.ts";
import { recordsOfText } from "../trace/journal-block.ts";
import type { SpanData } from "../trace/span-data.ts";
import type { JournalText } from "../view/reader.ts";
import { errorData, RecordBuilder } from "./record-builder.ts";
import { researchJournal } from "./sample-journals.ts";
import { testRunLists } from "./store-lists-suite.ts";
import { begun, openJournal, storeJournal, type StoreUnderTest, SUITE_GRAPH, withStore } from "./store-under-test.ts";

function span(runId: string, more: Partial<SpanData> = {}): SpanData {
  return {
    runId,
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    name: "chat gpt-4o-mini",
    kind: "LLM",
    startTimeMs: 1_790_000_000_000.25,
    endTimeMs: 1_790_000_000_500.75,
    status: "ok",
    attributes: { "llm.model_name": "gpt-4o-mini", "llm.token_count.prompt": 12 },
    ...more,
  };
}

/** Runs the suite on one backend. */
export function testStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    testJournals(make);
    testSummaries(make);
    testSpans(make);
    testRunLists(make);
  });
}

function testJournals(make: () => Promise<StoreUnderTest>): void {
  test("a journal comes back as it was, whole and in chunks", async () => {
    const journal = researchJournal();
    await withStore(make, [journal], async (reader) => {
      const whole = await reader.records(journal.runId);
      expect(whole).toEqual({ records: journal.records });
      const chunks: RunRecord[] = [];
      let fromSeq: number | undefined = 1;
      while (fromSeq !== undefined) {
        const chunk = await reader.records(journal.runId, { fromSeq, limit: 7 });
        expect(chunk.records.length).toBeLessThanOrEqual(7);
        chunks.push(...chunk.records);
        fromSeq = chunk.nextSeq;
      }
      expect(chunks).toEqual(journal.records);
      const stretch = await reader.records(journal.runId, { fromSeq: 3, toSeq: 5 });
      expect(stretch.records.map((record) => record.seq)).toEqual([3, 4, 5]);
      const texts: RunRecord[] = [];
      fromSeq = 1;
      while (fromSeq !== undefined) {
        const { text, nextSeq }: JournalText = await reader.journalText(journal.runId, fromSeq);
        texts.push(...recordsOfText(text, fromSeq));
        fromSeq = nextSeq;
      }
      expect(texts).toEqual(journal.records);
      const rest = await reader.journalText(journal.runId, 4);
      expect(recordsOfText(rest.text, 4)).toEqual(journal.records.slice(3));
      expect(await reader.journalText("nobody", 1)).toEqual({ text: "[]" });
    });
  });

  test("the sink itself reads a journal back, with what was appended a moment ago and every body in its place", async () => {
    const journal = begun("01900000-0000-7000-8000-00000000000b", { input: { text: "é".repeat(20_000) } });
    journal.write(["quote"], `not a reference: {"$":"Payload","hash":"${"0".repeat(64)}","bytes":1}`);
    const store = await make();
    storeJournal(store.sink, journal);
    expect(await store.sink.readRecords?.(journal.runId, 1, 100)).toEqual(journal.records);
    expect(await store.sink.readRecords?.(journal.runId, 2, 1)).toEqual([journal.records[1]]);
    expect(await store.sink.readRecords?.("nobody", 1, 100)).toEqual([]);
    await store.sink.shutdown();
    await store.dispose();
  });

  test("a journal grows under a reader that follows it", async () => {
    const store = await make();
    const journal = researchJournal();
    const run = openJournal(store.sink, journal);
    run.append(journal.records.slice(0, 4));
    await run.durable(4);
    const reader = await store.openReader();
    const before = await reader.state();
    expect(await reader.positions([journal.runId])).toEqual([{ runId: journal.runId, lastSeq: 4, isOver: false }]);
    run.append(journal.records.slice(4));
    await run.durable(journal.records.length);
    expect((await reader.state()).changeToken).not.toBe(before.changeToken);
    const rest = await reader.records(journal.runId, { fromSeq: 5 });
    expect(rest.records).toEqual(journal.records.slice(4));
    expect(await reader.positions([journal.runId])).toMatchObject([{ isOver: true }]);
    await reader.close();
    await store.sink.shutdown();
    await store.dispose();
  });

  test("nobody knows a run that is not there", async () => {
    await withStore(make, [], async (reader, store) => {
      expect(await store.sink.hasRun("nobody")).toBe(false);
      expect(await reader.run("nobody")).toBeUndefined();
      expect(await reader.records("nobody")).toEqual({ records: [] });
      expect(await reader.spans("nobody")).toEqual([]);
      expect(await reader.graph("nothing")).toBeUndefined();
      expect(await reader.payload("nothing")).toBeUndefined();
      expect(await reader.runs()).toEqual({ runs: [] });
    });
  });

  test("a run is known as soon as it is opened, and its graph by hash", async () => {
    const store = await make();
    const journal = begun("01900000-0000-7000-8000-00000000000a");
    const run = storeJournal(store.sink, journal);
    expect(await store.sink.hasRun(journal.runId)).toBe(true);
    run.close();
    await store.sink.flush();
    expect(await store.sink.hasRun(journal.runId)).toBe(true);
    const reader = await store.openReader();
    expect(await reader.graph("d".repeat(64))).toEqual(SUITE_GRAPH);
    await reader.close();
    await store.sink.shutdown();
    await store.dispose();
  });
}

function testSummaries(make: () => Promise<StoreUnderTest>): void {
  test("a run's row says what its journal adds up to", async () => {
    const journal = new RecordBuilder({
      input: { topic: "pirates" },
      version: "v15",
      started: { tags: ["prod", "eu"], sessionId: "s1", userId: "u1", metadata: { a: 1 }, timeoutMs: 1_000 },
    });
    const ask = journal.queue("ask", journal.send("StartEvent", { topic: "pirates" }));
    journal.at(10).start(ask).at(20).retry(ask, 30).at(50).start(ask);
    journal.at(90).llm(ask, { durationMs: 30, promptTokens: 100, completionTokens: 20, costUsd: 0.5 });
    journal
      .at(100)
      .complete(ask, journal.send("StopEvent", {}, ask))
      .finish({ text: "Arr" });
    await withStore(make, [journal], async (reader) => {
      const run = await reader.run(journal.runId);
      expect(run).toMatchObject({
        status: "completed",
        workflow: "research",
        version: "v15",
        input: { topic: "pirates" },
        inputPreview: "pirates",
        result: { text: "Arr" },
        resultPreview: "Arr",
        startedAtMs: journal.startedAtMs,
        endedAtMs: journal.startedAtMs + 100,
        durationMs: 100,
        activeMs: 100,
        waitingMs: 0,
        executions: 1,
        retries: 1,
        maxAttempts: 2,
        llmCalls: 1,
        promptTokens: 100,
        completionTokens: 20,
        totalTokens: 120,
        costUsd: 0.5,
        tags: ["prod", "eu"],
        sessionId: "s1",
        userId: "u1",
        metadata: { a: 1 },
        timeoutMs: 1_000,
        lastSeq: journal.records.length,
        recordsDropped: 0,
      });
      const steps = await reader.runSteps([journal.runId]);
      expect(steps).toMatchObject([
        { step: "ask", workflow: "research", executions: 1, retries: 1, totalMs: 60, queueMs: 10 },
      ]);
    });
  });

  test("a run that waits, one that backs off, and one that failed say so", async () => {
    const waiting = begun("01900000-0000-7000-8000-000000000001");
    const approve = waiting.queue("approve", "e1");
    waiting.at(5).start(approve).send("ApprovalRequested", { question: "Publish it?" }, approve);
    waiting
      .at(6)
      .wait(approve, "ApprovalResponse")
      .add({ kind: "run.idle", data: { waitingFor: ["ApprovalResponse"] } });
    const retrying = begun("01900000-0000-7000-8000-000000000002");
    const search = retrying.queue("search", "e1");
    retrying.at(5).start(search).at(9).retry(search, 1_000);
    const failed = begun("01900000-0000-7000-8000-000000000003");
    const draft = failed.queue("draft", "e1");
    const error = errorData("no more paper", { name: "PaperError", stack: "at desk" });
    failed
      .at(5)
      .start(draft)
      .at(9)
      .fail(draft, error)
      .add({ kind: "run.failed", data: { error, step: "draft" } });
    await withStore(make, [waiting, retrying, failed], async (reader) => {
      expect(await reader.run(waiting.runId)).toMatchObject({
        status: "waiting",
        waitingFor: ["ApprovalResponse"],
        waitingPrompt: "Publish it?",
        waitingSinceMs: waiting.startedAtMs + 6,
      });
      expect(await reader.run(retrying.runId)).toMatchObject({
        status: "running",
        backingOff: 1,
        activity: { step: "search", done: 0, total: 1, attempt: 0 },
      });
      const gone = await reader.run(failed.runId);
      expect(gone).toMatchObject({
        status: "failed",
        failedStep: "draft",
        errorName: "PaperError",
        errorMessage: "no more paper",
      });
      expect(gone?.error).toEqual(error);
      expect(gone?.activity).toBeUndefined();
    });
  });

  test("children and forks are found from the run they come from", async () => {
    const parent = begun("01900000-0000-7000-8000-000000000001");
    const child = begun("01900000-0000-7000-8000-000000000002", {
      started: { parent: { runId: parent.runId, executionId: "x1" } },
    });
    const fork = begun("01900000-0000-7000-8000-000000000003");
    fork.add({ kind: "run.forked", data: { fromRunId: parent.runId, fromSeq: 2 } });
    await withStore(make, [parent, child, fork], async (reader) => {
      expect(await reader.run(parent.runId)).toMatchObject({ childRunIds: [child.runId], forkRunIds: [fork.runId] });
      expect(await reader.run(child.runId)).toMatchObject({ parentRunId: parent.runId, parentExecutionId: "x1" });
      expect(await reader.run(fork.runId)).toMatchObject({ forkedFromRunId: parent.runId, forkedFromSeq: 2 });
    });
  });
}

function testSpans(make: () => Promise<StoreUnderTest>): void {
  test("spans come back as they were, in the order in which they ended", async () => {
    const journal = begun("01900000-0000-7000-8000-000000000001");
    const full = span(journal.runId, {
      executionId: "x1",
      error: errorData("429", { status: 429 }),
      events: [{ name: "first token", timeMs: 1_790_000_000_100, attributes: { a: [1] } }],
      promptTokens: 12,
      cacheReadTokens: 3,
      costUsd: 0.25,
      timeToFirstTokenMs: 99.5,
    });
    const tool = span(journal.runId, {
      spanId: "b7ad6b7169203332",
      parentSpanId: full.spanId,
      kind: "TOOL",
      name: "lookup",
    });
    const store = await make();
    const run = storeJournal(store.sink, journal);
    run.appendSpan(full);
    run.appendSpan(tool);
    run.close();
    await store.sink.flush();
    const reader = await store.openReader();
    const spans = await reader.spans(journal.runId);
    expect(spans.map(({ number: _number, ...rest }) => rest)).toEqual([full, tool]);
    expect(await reader.spans(journal.runId, { afterNumber: spans[0]?.number ?? 0 })).toEqual([spans[1]]);
    expect(await reader.spans(journal.runId, { executionId: "x1" })).toEqual([spans[0]]);
    const [light] = await reader.spans(journal.runId, { withAttributes: false });
    expect(light).toMatchObject({ name: "chat gpt-4o-mini", attributes: {} });
    expect(light?.events).toBeUndefined();
    expect(await reader.span(journal.runId, tool.spanId)).toEqual(spans[1]);
    await reader.close();
    await store.sink.shutdown();
    await store.dispose();
  });
}

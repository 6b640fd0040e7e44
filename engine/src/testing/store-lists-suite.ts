// The part of the store suite that is about many runs: pages, filters, search, counts, statistics.

import { describe, expect, test } from "vitest";
import type { TraceReader } from "../view/reader.ts";
import type { RunFilter, RunSort } from "../view/run-filter.ts";
import { errorData, RecordBuilder } from "./record-builder.ts";
import { type StoreUnderTest, withStore } from "./store-under-test.ts";

const BASE_MS = 1_790_000_000_000;
const SECOND_MS = 1_000;
const RUNS = 60;

/** Sixty runs, a second apart: every third failed, every tenth retried, the last two not over. */
function manyRuns(): readonly RecordBuilder[] {
  return Array.from({ length: RUNS }, (_, number) => numbered(number));
}

function numbered(number: number): RecordBuilder {
  const workflow = number % 2 === 0 ? "research" : "triage";
  const journal = new RecordBuilder({
    runId: `01900000-0000-7000-8000-${String(number).padStart(12, "0")}`,
    workflow,
    startedAtMs: BASE_MS + number * SECOND_MS,
    input: { topic: `${number % 5 === 0 ? "电池回收" : "Battery"} no. ${number}, café "quoted" 100%` },
    started: {
      definitionHash: `hash-${workflow}`,
      tags: number % 4 === 0 ? ["prod", "eu"] : ["dev"],
      sessionId: `s${number % 3}`,
      userId: `u${number % 7}`,
    },
  });
  const step = number % 2 === 0 ? "draft" : "classify";
  const execution = journal.queue(step, journal.send("StartEvent", {}));
  journal.at(1).start(execution);
  if (number % 10 === 0) journal.at(2).retry(execution, 5).at(7).start(execution);
  const model = number % 2 === 0 ? "gpt-4o" : "mini";
  journal
    .at(10)
    .llm(execution, { durationMs: 5, model, promptTokens: number, completionTokens: 1, costUsd: number / 100 });
  if (number >= RUNS - 2) return journal;
  journal.at(100 + ((number * 37) % RUNS));
  if (number % 3 !== 0) return journal.complete(execution).finish(`result ${number}`);
  const error = errorData(`Broken pipe ${number}`, { name: "PipeError" });
  return journal.fail(execution, error).add({ kind: "run.failed", data: { error, step } });
}

function numbersOf(runs: readonly { readonly runId: string }[]): number[] {
  return runs.map((run) => Number(run.runId.slice(-12)));
}

async function allNumbers(
  reader: TraceReader,
  query: { filter?: RunFilter; sort?: RunSort; limit: number },
): Promise<number[]> {
  const numbers: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await reader.runs({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    numbers.push(...numbersOf(page.runs));
    cursor = page.next;
  } while (cursor !== undefined);
  return numbers;
}

const ALL = Array.from({ length: RUNS }, (_, number) => number);

const FILTERS: readonly (readonly [name: string, filter: RunFilter, expected: (number: number) => boolean])[] = [
  ["a status", { statuses: ["failed"] }, (n) => n % 3 === 0 && n < 58],
  ["two statuses", { statuses: ["failed", "running"] }, (n) => n % 3 === 0 || n >= 58],
  ["a workflow", { workflows: ["triage"] }, (n) => n % 2 === 1],
  ["a tag", { tags: ["prod"] }, (n) => n % 4 === 0],
  ["a tag of two", { tags: ["prod", "dev"] }, () => true],
  ["a session and a user", { sessionIds: ["s1"], userIds: ["u4"] }, (n) => n % 3 === 1 && n % 7 === 4],
  ["a definition", { definitionHashes: ["hash-research"] }, (n) => n % 2 === 0],
  ["an interval", { fromMs: BASE_MS + 10 * SECOND_MS, toMs: BASE_MS + 20 * SECOND_MS }, (n) => n >= 10 && n < 20],
  ["a duration", { durationMs: { min: 130, max: 140 } }, (n) => n < 58 && between(100 + ((n * 37) % RUNS), 130, 140)],
  ["retries", { retries: { min: 1 } }, (n) => n % 10 === 0],
  ["tokens", { totalTokens: { max: 5 } }, (n) => n <= 4],
  ["cost", { costUsd: { min: 0.5 } }, (n) => n >= 50],
  ["a model", { models: ["mini"] }, (n) => n % 2 === 1],
  ["a failed step", { failedSteps: ["draft"] }, (n) => n % 6 === 0 && n < 58],
  ["a text", { texts: ["battery"] }, (n) => n % 5 !== 0],
  ["a text in another script", { texts: ["电池回收"] }, (n) => n % 5 === 0],
  ["a short text in another script", { texts: ["电池"] }, (n) => n % 5 === 0],
  ["a text with quotes", { texts: ['"quoted"'] }, () => true],
  ["a short text with wildcards", { texts: ["0%"] }, () => true],
  ["a text without its accent", { texts: ["cafe"] }, () => true],
  ["a text of the error", { texts: ["broken pipe"] }, (n) => n % 3 === 0 && n < 58],
  ["a text of the result", { texts: ["result 1"] }, (n) => String(n).startsWith("1") && n % 3 !== 0 && n < 58],
  ["a step's name as text", { texts: ["classify"] }, (n) => n % 2 === 1],
  ["operators as plain text", { texts: ["battery OR result"] }, () => false],
  ["two texts, both to be found", { texts: ["battery", "no. 11"] }, (n) => n === 11],
  ["the beginning of a run id", { texts: ["01900000-0000-7000-8000-000000000012"] }, (n) => n === 12],
  ["many things at once", { workflows: ["research"], tags: ["prod"], statuses: ["completed"], texts: ["battery"] }, (n) => n % 4 === 0 && n % 3 !== 0 && n % 5 !== 0 && n < 58],
  ["a thing and its contrary", { workflows: ["triage"], models: ["gpt-4o"] }, () => false],
]; // prettier-ignore

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

function between(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}

const SORTS: readonly (readonly [sort: RunSort, key: (number: number) => number | undefined])[] = [
  [{ key: "startedAt", descending: true }, (n) => n],
  [{ key: "startedAt", descending: false }, (n) => n],
  [{ key: "duration", descending: true }, (n) => (n < 58 ? (n * 37) % RUNS : undefined)],
  [{ key: "duration", descending: false }, (n) => (n < 58 ? (n * 37) % RUNS : undefined)],
  [{ key: "tokens", descending: true }, (n) => n],
  [{ key: "cost", descending: false }, (n) => n],
  [{ key: "retries", descending: true }, (n) => (n % 10 === 0 ? 1 : 0)],
  [{ key: "retries", descending: false }, (n) => (n % 10 === 0 ? 1 : 0)],
];

function sortedBy([sort, key]: (typeof SORTS)[number]): number[] {
  const direction = sort.descending ? -1 : 1;
  return ALL.toSorted((a, b) => {
    const [keyA, keyB] = [key(a), key(b)];
    if ((keyA === undefined) !== (keyB === undefined)) return keyA === undefined ? 1 : -1;
    return direction * ((keyA ?? 0) - (keyB ?? 0) || a - b);
  });
}

/** Runs this part of the suite on one backend. */
export function testRunLists(make: () => Promise<StoreUnderTest>): void {
  describe("many runs", () => {
    testPages(make);
    testNumbers(make);
  });
}

function testPages(make: () => Promise<StoreUnderTest>): void {
  test("every filter finds exactly its runs, newest first, and counts them", async () => {
    await withStore(make, manyRuns(), async (reader) => {
      for (const [name, filter, expected] of FILTERS) {
        const numbers = await allNumbers(reader, { filter, limit: 7 });
        expect(numbers, name).toEqual(ALL.filter(expected).reverse());
        expect(await reader.countRuns(filter), name).toEqual({ count: numbers.length, isExact: true });
      }
    });
  });

  test("every order is kept across pages, forwards and back, with runs that lack the value last", async () => {
    await withStore(make, manyRuns(), async (reader) => {
      for (const order of SORTS) {
        const [sort] = order;
        const expected = sortedBy(order);
        expect(await allNumbers(reader, { sort, limit: 9 }), JSON.stringify(sort)).toEqual(expected);
        const first = await reader.runs({ sort, limit: 25 });
        const second = await reader.runs({ sort, limit: 25, cursor: first.next ?? "" });
        expect(first.previous).toBeUndefined();
        const third = await reader.runs({ sort, limit: 25, cursor: second.next ?? "" });
        expect(numbersOf(third.runs)).toEqual(expected.slice(50));
        const back = await reader.runs({ sort, limit: 25, cursor: third.previous ?? "" });
        expect(back.runs).toEqual(second.runs);
        const front = await reader.runs({ sort, limit: 25, cursor: back.previous ?? "" });
        expect(front.runs).toEqual(first.runs);
        expect(front.previous).toBeUndefined();
      }
    });
  });

  test("a filter and an order go together, and a damaged cursor is the first page", async () => {
    await withStore(make, manyRuns(), async (reader) => {
      const sort: RunSort = { key: "duration", descending: true };
      const filter: RunFilter = { tags: ["dev"], workflows: ["triage"] };
      const expected = sortedBy([sort, (n) => (n < 58 ? (n * 37) % RUNS : undefined)]).filter((n) => n % 2 === 1);
      expect(await allNumbers(reader, { filter, sort, limit: 4 })).toEqual(expected);
      expect(await reader.runs({ cursor: "nonsense" })).toEqual(await reader.runs());
      const some = await reader.runsById(["nobody", numbered(3).runId, numbered(1).runId]);
      expect(numbersOf(some)).toEqual([3, 1]);
    });
  });
}

function testNumbers(make: () => Promise<StoreUnderTest>): void {
  const range = { fromMs: BASE_MS, toMs: BASE_MS + RUNS * SECOND_MS, buckets: 6 };

  test("histogram and facets count what the list shows", async () => {
    await withStore(make, manyRuns(), async (reader) => {
      const histogram = await reader.histogram({ workflows: ["research"] }, range);
      expect(histogram.total).toEqual([5, 5, 5, 5, 5, 5]);
      expect(histogram.failed).toEqual(
        [0, 1, 2, 3, 4, 5].map((b) => ALL.filter((n) => n % 6 === 0 && n < 58 && Math.trunc(n / 10) === b).length),
      );
      const facets = await reader.facets({ statuses: ["failed"] });
      expect(facets.statuses).toEqual([
        { value: "completed", count: 38 },
        { value: "failed", count: 20 },
        { value: "running", count: 2 },
      ]);
      expect(facets.workflows).toEqual([
        { value: "research", count: 10 },
        { value: "triage", count: 10 },
      ]);
      expect(facets.steps.find((facet) => facet.value === "draft")?.count).toBe(10);
      expect(facets.tags).toEqual([
        { value: "dev", count: 15 },
        { value: "eu", count: 5 },
        { value: "prod", count: 5 },
      ]);
      expect(facets.durations.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(20);
      expect(facets).toMatchObject({ isExact: true, countedRuns: 20 });
    });
  });

  test("the overview adds up", async () => {
    await withStore(make, manyRuns(), async (reader) => {
      const overview = await reader.overview(range);
      expect(overview.totals).toMatchObject({ runs: 60, ended: 58, failed: 20, totalTokens: 1_770 + 60 });
      expect(overview.totals.costUsd).toBeCloseTo(17.7);
      const durations = ALL.filter((n) => n < 58)
        .map((n) => 100 + ((n * 37) % RUNS))
        .sort((a, b) => a - b);
      expect(overview.totals.p50ActiveMs).toBeCloseTo(durations[28] ?? 0);
      expect(overview.totals.p95ActiveMs).toBeCloseTo(durations[54] ?? 0);
      expect(overview.before).toMatchObject({ runs: 0, failed: 0 });
      expect(overview.buckets.map((bucket) => bucket.runs)).toEqual([10, 10, 10, 10, 10, 10]);
      expect(overview.buckets.map((bucket) => bucket.completed + bucket.failed)).toEqual([10, 10, 10, 10, 10, 8]);
      expect(overview).toMatchObject({ runningNow: 2, retryingNow: 0, waitingNow: 0 });
      expect(overview.models.map(({ model, calls }) => [model, calls]).sort(byText)).toEqual([
        ["gpt-4o", 30],
        ["mini", 30],
      ]);
      expect(overview.failures.map(({ workflow, step, count }) => [workflow, step, count]).sort(byText)).toEqual([
        ["research", "draft", 10],
        ["triage", "classify", 10],
      ]);
      expect(overview.failures.every((group) => group.message.startsWith("Broken pipe"))).toBe(true);
    });
  });

  test("steps, workflows and values are listed", async () => {
    await withStore(make, manyRuns(), async (reader) => {
      const steps = await reader.stepStatistics({ toMs: BASE_MS + 58 * SECOND_MS });
      expect(steps.map(({ step, runs, failures, retries }) => ({ step, runs, failures, retries }))).toEqual([
        { step: "classify", runs: 29, failures: 10, retries: 0 },
        { step: "draft", runs: 29, failures: 10, retries: 6 },
      ]);
      expect((await reader.workflows()).map((workflow) => workflow.workflow).sort()).toEqual(["research", "triage"]);
      expect(await reader.values("tag")).toEqual(["dev", "eu", "prod"]);
      expect(await reader.values("model", "GPT")).toEqual(["gpt-4o"]);
      expect(await reader.exportStatus()).toMatchObject({ pending: 0, sent: 0, parked: 0 });
    });
  });
}

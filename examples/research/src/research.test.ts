import { connectModel, type ModelConnection } from "@stepscope/example-model";
import { StepStateChanged } from "stepscope";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ReportPiece, Research } from "./research.ts";
import { rank, startSearchService, type SearchService } from "./search-service.ts";

let model: ModelConnection;
let search: SearchService;

beforeEach(async () => {
  model = await connectModel({ environment: {}, pace: 0 });
  search = await startSearchService();
});

afterEach(async () => {
  await search.close();
  await model.close();
});

const createResearch = () => new Research({ client: model.client, model: model.model, searchUrl: search.url });

it("has a graph without problems", () => {
  expect(createResearch().validate()).toEqual([]);
});

it("plans, searches five times with one retry, writes, is reviewed, revises and publishes", async () => {
  const run = createResearch().run({ topic: "how cities can cool down in summer" });
  const changes: StepStateChanged[] = [];
  const pieces = new Map<number, string>();
  for await (const event of run.stream({ includeInternal: true })) {
    if (event instanceof StepStateChanged) changes.push(event);
    if (event instanceof ReportPiece) pieces.set(event.revision, (pieces.get(event.revision) ?? "") + event.piece);
  }
  const report = await run;
  expect(report.revisions).toBe(1);
  expect(report.sources.length).toBeGreaterThan(4);
  expect(report.text).toBe(pieces.get(1));
  expect(pieces.get(0)).not.toBe(pieces.get(1));

  const count = (step: string, state: string) =>
    changes.filter((change) => change.step === step && change.state === state).length;
  expect(count("search", "completed")).toBe(5);
  expect(count("search", "started")).toBe(6);
  expect(count("search", "retry_scheduled")).toBe(1);
  expect(count("summarize", "completed")).toBe(5);
  expect(count("draft", "completed")).toBe(5);
  expect(count("revise", "completed")).toBe(1);
  const retry = changes.find((change) => change.state === "retry_scheduled");
  expect(retry?.error).toMatchObject({ name: "SearchRefusedError", status: 429 });
});

it("keeps topic and sources in the run's state", async () => {
  const run = createResearch().run({ topic: "heat in cities" });
  const report = await run;
  expect(await run.store.all()).toEqual({ topic: "heat in cities", sources: report.sources });
});

it("ranks passages by the words they share with the query", () => {
  expect(rank("reflective roofs albedo")[0]?.title).toBe("Reflective roofs");
  expect(rank("night wind corridor")[0]?.title).toBe("Wind corridors");
});

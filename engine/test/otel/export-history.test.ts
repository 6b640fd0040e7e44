// `stepscope export`: what is made of stored runs is what was made while they ran, and it arrives.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace";
import { openReadOnly } from "@stepscope/database/migrate";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { StoredRuns } from "../../src/cli/stored-runs.ts";
import { stepscopeSpanProcessor } from "../../src/otel.ts";
import type { FinishedSpan } from "../../src/sinks/otel-export/otlp-span.ts";
import { rebuildSpans } from "../../src/sinks/otel/rebuild-spans.ts";
import { playHistory, type History } from "./programs/history.ts";
import { TraceBackEnd } from "./trace-back-end.ts";

const PROGRAM = join(import.meta.dirname, "../../src/cli/main.ts");
const folder = mkdtempSync(join(tmpdir(), "stepscope-history-"));
const database = join(folder, "traces.db");
const untraced = join(folder, "untraced.db");

let live: readonly ReadableSpan[];
let history: History;

beforeAll(async () => {
  await execute(["--conditions=source", join(import.meta.dirname, "programs/history.ts"), untraced], process.execPath);
  const exporter = new InMemorySpanExporter();
  const processor = stepscopeSpanProcessor({ database, phoenix: false });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter }), processor] });
  trace.setGlobalTracerProvider(provider);
  history = await playHistory();
  live = exporter.getFinishedSpans().filter((span) => span.attributes["workflow.run.id"] !== history.waitingRunId);
  await provider.shutdown();
  trace.disable();
  context.disable();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function rebuilt(file: string): readonly FinishedSpan[] {
  using connection = openReadOnly(file);
  const stored = new StoredRuns(connection);
  const { runIds } = stored.select({ runIds: [], workflows: [], sinceMs: undefined });
  return runIds.flatMap((runId) => {
    const run = stored.read(runId);
    return run === undefined ? [] : rebuildSpans(run, { attributes: {} });
  });
}

const msOf = ([seconds, nanos]: readonly [number, number]) => seconds * 1_000 + nanos / 1e6;

describe("the spans of stored runs", () => {
  it("are those of the live tracer: ids, parents, names, kinds, statuses, events, times", () => {
    const made = new Map(rebuilt(database).map((span) => [span.spanContext().spanId, span]));
    const nameOf = (span: ReadableSpan | FinishedSpan) => `${span.name} ${span.spanContext().spanId}`;
    expect([...made.values()].map(nameOf).toSorted()).toEqual(live.map(nameOf).toSorted());
    expect(live.length).toBeGreaterThan(30);
    for (const span of live) {
      const again = made.get(span.spanContext().spanId);
      const facts = (one: ReadableSpan | FinishedSpan | undefined) => ({
        name: one?.name,
        kind: one?.kind,
        traceId: one?.spanContext().traceId,
        parent: one?.parentSpanContext?.spanId,
        status: one?.status,
        events: one?.events.map(({ name, attributes }) => ({ name, ...attributes })),
      });
      expect(facts(again)).toEqual(facts(span));
      expect(Math.abs(msOf(again?.startTime ?? [0, 0]) - msOf(span.startTime))).toBeLessThan(1);
      expect(Math.abs(msOf(again?.endTime ?? [0, 0]) - msOf(span.endTime))).toBeLessThan(1);
    }
  });

  it("say the same: every attribute, links too, of what the engine makes itself", () => {
    const made = new Map(rebuilt(database).map((span) => [span.spanContext().spanId, span]));
    for (const span of live) {
      const again = made.get(span.spanContext().spanId);
      expect(again?.attributes).toMatchObject(span.attributes);
      if (span.instrumentationScope.name !== "stepscope") continue;
      const targets = (one: ReadableSpan | FinishedSpan | undefined) =>
        one?.links.map((link) => ({ spanId: link.context.spanId, ...link.attributes }));
      expect(targets(again)).toEqual(targets(span));
    }
  });

  it("make a whole tree also where nothing traced the runs, with the same ids each time", () => {
    const spans = rebuilt(untraced);
    expect(spans.map(({ name }) => name).toSorted()).toEqual(
      live
        .map(({ name }) => name)
        .filter((name) => name !== "look up")
        .toSorted(),
    );
    const ids = new Set(spans.map((span) => span.spanContext().spanId));
    expect(ids.size).toBe(spans.length);
    for (const span of spans) {
      const { traceId, spanId } = span.spanContext();
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^[0-9a-f]{16}$/);
      const parent = span.parentSpanContext;
      expect(parent === undefined || ids.has(parent.spanId)).toBe(true);
      expect(parent === undefined).toBe(/^run (?!child)/.test(span.name));
    }
    const again = rebuilt(untraced).map((span) => span.spanContext().spanId);
    expect(again).toEqual(spans.map((span) => span.spanContext().spanId));
  });

  it("hang together whatever is selected: children with parents, nothing of a run that is not over", () => {
    using connection = openReadOnly(database);
    const stored = new StoredRuns(connection);
    const none = { runIds: [], workflows: [], sinceMs: undefined };
    const all = stored.select(none);
    expect(all.unfinished).toBe(1);
    expect(all.runIds).not.toContain(history.waitingRunId);
    const child = stored.select({ ...none, workflows: ["child"] });
    expect(child.runIds).toContain(history.parentRunId);
    expect(stored.select({ ...none, runIds: [history.parentRunId, "nobody"] })).toMatchObject({
      runIds: child.runIds,
      missing: ["nobody"],
    });
    expect(stored.select({ ...none, sinceMs: Date.now() + 1_000 }).runIds).toEqual([]);
  });
});

describe("stepscope export", () => {
  let backEnd: TraceBackEnd;
  beforeAll(async () => {
    backEnd = await TraceBackEnd.start();
  });
  afterEach(() => {
    backEnd.stored.clear();
    backEnd.answer = () => 200;
    backEnd.isPhoenix = true;
  });
  afterAll(() => backEnd.close());

  it.each([true, false])(
    "delivers every span with its id, and asks Phoenix for it: %s",
    async (isPhoenix) => {
      backEnd.isPhoenix = isPhoenix;
      const readBacks = backEnd.readBacks;
      const { code, out, err } = await stepscope(
        "export",
        "--to",
        backEnd.endpoint,
        "--db",
        database,
        "--project",
        "again",
      );
      expect(err).toBe("1 run left out: not over yet.\n");
      expect(out).toContain(`${live.length} spans: ${isPhoenix ? "all there" : "all taken"}`);
      expect(code).toBe(0);
      expect([...backEnd.stored.keys()].toSorted()).toEqual(live.map((span) => span.spanContext().spanId).toSorted());
      expect(backEnd.readBacks > readBacks).toBe(isPhoenix);
      expect(Buffer.concat(backEnd.bodies).toString("latin1")).toContain("again");
    },
    120_000,
  );

  it("sends one run alone, with a key from the environment", async () => {
    const { code, out } = await stepscope(
      "export",
      "--to",
      `${backEnd.endpoint}/v1/traces`,
      "--db",
      database,
      "--run",
      history.failedRunId,
      "--api-key",
      "MY_KEY",
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^1 run, /);
    expect(backEnd.requests.at(-1)?.headers["authorization"]).toBe("Bearer hush");
  });

  it("ends with 1 when spans are refused, or nobody answers, or a run is not there", async () => {
    backEnd.answer = () => 401;
    const refused = await stepscope("export", "--to", backEnd.endpoint, "--db", database);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/stepscope: 0 of \d+ spans delivered .*; \d+ refused \(.*401/);
    const port = await unusedPort();
    const away = await stepscope("export", "--to", `http://127.0.0.1:${port}`, "--db", database);
    expect(away.code).toBe(1);
    expect(away.err).toMatch(/stepscope: nothing could be delivered to http:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\)/);
    const missing = await stepscope("export", "--to", backEnd.endpoint, "--db", database, "--run", "nobody");
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining("no run nobody") });
    const nowhere = await stepscope("export", "--to", backEnd.endpoint, "--db", join(folder, "nowhere.db"));
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining("there is no database at") });
  }, 60_000);

  it.each([
    [["export"], "export needs --to"],
    [["export", "--to", "phoenix"], '--to needs an address such as http://localhost:6006, not "phoenix"'],
    [["export", "--to", "http://localhost:1", "--api-key", "NOT_SET"], '"NOT_SET" is not set'],
    [["export", "--to", "http://localhost:1", "--since", "yesterday"], "--since needs a duration"],
  ])("explains what it needs: %j", async (args, text) => {
    const { code, err } = await stepscope(...args);
    expect(code).toBe(2);
    expect(err).toContain(text);
  });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function stepscope(...args: readonly string[]): Promise<Outcome> {
  return execute(["--conditions=source", PROGRAM, ...args], process.execPath);
}

function execute(args: readonly string[], program: string): Promise<Outcome> {
  const env = { PATH: process.env["PATH"], NO_COLOR: "1", MY_KEY: "hush" };
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd: folder, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

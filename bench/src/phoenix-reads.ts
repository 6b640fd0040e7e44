// Puts the spans of real runs into a real Phoenix and measures its REST API on the questions the dashboard answers.

import { setTimeout as sleep } from "node:timers/promises";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { trace } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { startPhoenix } from "../../scripts/phoenix.ts";
import { runSmallRuns } from "./seed-runs.ts";

const PROJECT = "read-side";
const DEADLINE_MS = 600_000;

/** What Phoenix is asked. */
export interface PhoenixQuestions {
  /** Spans it holds. */
  readonly spans: number;
  readonly ask: Readonly<Record<string, () => Promise<unknown>>>;
  stop(): Promise<void>;
}

/** Starts a Phoenix, fills it with the spans of so many runs, and waits until it has stored them. */
export async function openPhoenixQuestions(runs: number): Promise<PhoenixQuestions> {
  const phoenix = await startPhoenix();
  const exporter = new OTLPTraceExporter({ url: `${phoenix.endpoint}/v1/traces` });
  const resource = resourceFromAttributes({ "openinference.project.name": PROJECT });
  const processor = new BatchSpanProcessor({ exporter, maxQueueSize: 10_000_000, maxExportBatchSize: 512 });
  const provider = new TracerProvider({ resource, spanProcessors: [processor] });
  trace.setGlobalTracerProvider(provider);
  await runSmallRuns(runs, { onBatch: () => provider.forceFlush() });
  await provider.forceFlush();
  trace.disable();
  const url = `${phoenix.endpoint}/v1/projects/${PROJECT}/spans`;
  const traceId = await waitUntilStored(url, runs);
  return {
    spans: await countSpans(url),
    ask: {
      "first page of 50 runs": () => fetchJson(`${url}?limit=50&parent_id=null`),
      "failed runs": () => fetchJson(`${url}?limit=50&parent_id=null&status_code=ERROR`),
      "open a run": () => fetchJson(`${url}?limit=1000&trace_id=${traceId}`),
    },
    stop: () => phoenix.stop(),
  };
}

interface SpanPage {
  readonly data: readonly { readonly context: { readonly trace_id: string } }[];
  readonly next_cursor: string | null;
}

async function fetchJson(url: string): Promise<SpanPage> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Phoenix answered ${response.status} to ${url}: ${await response.text()}`);
  const page: SpanPage = JSON.parse(await response.text());
  return page;
}

/** Phoenix answers before it stores; done is when a root span of every run can be read. */
async function waitUntilStored(url: string, runs: number): Promise<string> {
  const deadline = performance.now() + DEADLINE_MS;
  while (performance.now() < deadline) {
    const roots = await countPages(`${url}?limit=1000&parent_id=null`).catch(() => ({ count: 0, last: "" }));
    if (roots.count >= runs) return roots.last;
    await sleep(1_000);
  }
  throw new Error(`Phoenix had not stored ${runs} runs after ${DEADLINE_MS / 1000} s`);
}

async function countSpans(url: string): Promise<number> {
  return (await countPages(`${url}?limit=1000`)).count;
}

async function countPages(url: string): Promise<{ readonly count: number; readonly last: string }> {
  let count = 0;
  let last = "";
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: SpanPage = await fetchJson(cursor === "" ? url : `${url}&cursor=${encodeURIComponent(cursor)}`);
    count += page.data.length;
    last = page.data.at(-1)?.context.trace_id ?? last;
    cursor = page.next_cursor;
  }
  return { count, last };
}

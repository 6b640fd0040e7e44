// One run: its row, its graph, its records and spans, piece by piece.

import "server-only";
import type { RecordChunk, RunDetail, StoredSpan, WorkflowGraph } from "stepscope/view";
import { withReader } from "./trace-reader.ts";

/** What the page of a run opens with. */
export interface RunOpeningData {
  readonly run: RunDetail;
  /** The definition it ran on; absent when the store does not have it. */
  readonly graph?: WorkflowGraph;
}

/** The run and its graph. */
export function readRun(runId: string): Promise<RunOpeningData | undefined> {
  return withReader(async (reader) => {
    const run = await reader.run(runId);
    if (run === undefined) return undefined;
    const graph = await reader.graph(run.definitionHash);
    return { run, ...(graph === undefined ? {} : { graph }) };
  }, undefined);
}

/** A stretch of its journal. */
export function readRecords(
  runId: string,
  range: { readonly fromSeq: number; readonly toSeq?: number; readonly limit?: number },
): Promise<RecordChunk> {
  return withReader((reader) => reader.records(runId, { limit: 5000, ...range }), { records: [] });
}

/** Spans stored after `afterNumber`, without their attributes: enough to draw. */
export function readSpans(runId: string, afterNumber: number): Promise<readonly StoredSpan[]> {
  return withReader((reader) => reader.spans(runId, { afterNumber, withAttributes: false, limit: 5000 }), []);
}

/** One span, whole. */
export function readSpan(runId: string, spanId: string): Promise<StoredSpan | undefined> {
  return withReader((reader) => reader.span(runId, spanId), undefined);
}

/** A body that stands behind a reference, as encoded JSON text. */
export function readPayload(hash: string): Promise<string | undefined> {
  return withReader((reader) => reader.payload(hash), undefined);
}

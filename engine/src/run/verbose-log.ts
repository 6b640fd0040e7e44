// The verbose log: a readable line per event, on stderr.

import type { EncodedValue } from "../codec/encoded-value.ts";
import type { RunRecord } from "../trace/record.ts";

/** Longest piece of a payload in a line. */
const PREVIEW_LENGTH = 120;

/** Writes the records of runs of this workflow as lines. */
export function verboseLog(workflow: string): (record: RunRecord) => void {
  return (record) => {
    const line = describeRecord(record);
    if (line !== undefined) process.stderr.write(`[${workflow} ${record.runId.slice(-8)}] ${line}\n`);
  };
}

/** One line about a record; `undefined` for those that are not worth one. */
export function describeRecord(record: RunRecord): string | undefined {
  switch (record.kind) {
    case "step.queued":
      return `enqueued ${record.data.step} for ${record.data.eventType} (${record.data.executionId})`;
    case "step.started":
      return `started ${record.data.step}${attemptOf(record.data.attempt)} (${record.data.executionId}, worker ${record.data.worker})`;
    case "step.waiting":
      return `waiting ${record.data.step} for ${record.data.eventType}`;
    case "step.resumed":
      return `resumed ${record.data.step}: ${record.data.outcome === "matched" ? "an answer came" : "the wait timed out"}`;
    case "step.retryScheduled":
      return `retry ${record.data.step} in ${Math.round(record.data.delayMs)} ms (attempt ${record.data.attempt + 1}): ${record.data.error.name}: ${record.data.error.message}`;
    case "step.failed":
      return `failed ${record.data.step} after ${record.data.attempts} attempt${record.data.attempts === 1 ? "" : "s"}: ${record.data.error.name}: ${record.data.error.message}`;
    case "step.completed":
      return `completed ${record.data.step} with ${record.data.eventIds.length === 0 ? "nothing" : record.data.eventIds.join(", ")}`;
    case "event.sent":
      return `sent ${record.data.type} (${record.data.eventId}) ${preview(record.data.payload)}`;
    case "event.unhandled":
      return `unhandled ${record.data.type} (${record.data.eventId}): no step accepts it`;
    case "stream.published":
      return `stream ${record.data.type} ${preview(record.data.payload)}`;
    case "log":
      return `${record.data.level}: ${record.data.message}`;
    default:
      return describeRun(record);
  }
}

function describeRun(record: RunRecord): string | undefined {
  switch (record.kind) {
    case "run.started":
      return `run started with ${preview(record.data.input)}`;
    case "run.resumed":
      return `run resumed (segment ${record.data.segment}): ${record.data.reason}`;
    case "run.idle":
      return `idle, waiting for ${record.data.waitingFor.join(", ")}`;
    case "run.completed":
      return `result ${preview(record.data.result)}`;
    case "run.failed":
    case "run.timedOut":
    case "run.stalled":
      return `run ${record.kind.slice("run.".length)}: ${record.data.error.message}`;
    case "run.cancelled":
      return `run cancelled${record.data.reason === undefined ? "" : `: ${record.data.reason}`}`;
    default:
      return undefined;
  }
}

/** People count from 1. */
function attemptOf(attempt: number): string {
  return attempt === 0 ? "" : ` (attempt ${attempt + 1})`;
}

function preview(payload: EncodedValue): string {
  const text = JSON.stringify(payload);
  return text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH)}…` : text;
}

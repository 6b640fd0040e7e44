// What a node says at a point of the replay: phase, time, one line beneath.

import { type GraphNode, type Phase, type RunView, dominantPhase, msAtSeq, phaseCountsAt } from "stepscope/view";
import { formatCost, formatCount, formatDuration, formatOrdinal, formatTimes } from "#lib/format.ts";

/** A node, as it is drawn. */
export interface NodeFacts {
  readonly phase: Phase;
  readonly title: string;
  /** Which of several, or how many. */
  readonly mark: string;
  readonly time: string;
  readonly detail: string;
  /** It stands for several executions. */
  readonly isStack: boolean;
}

function elapsed(view: RunView, node: GraphNode, seq: number): number | undefined {
  const nowMs = seq >= view.lastSeq ? view.lastMs : msAtSeq(view, seq);
  let from = Infinity;
  let to = -Infinity;
  for (const at of node.executionIndexes) {
    const execution = view.executions[at];
    if (execution === undefined || execution.firstSeq > seq) continue;
    from = Math.min(from, execution.queuedMs);
    to = Math.max(
      to,
      execution.endedSeq !== undefined && execution.endedSeq <= seq ? (execution.endedMs ?? nowMs) : nowMs,
    );
  }
  return to >= from ? to - from : undefined;
}

/** The line of a node that stands for one execution. */
function singleDetail(view: RunView, index: number, at: { readonly phase: Phase; readonly seq: number }): string {
  const { phase, seq } = at;
  const execution = view.executions[index];
  if (execution === undefined) return "";
  const nowMs = seq >= view.lastSeq ? view.lastMs : msAtSeq(view, seq);
  const attempt = execution.attempts.findLast((one) => one.startedSeq <= seq);
  switch (phase) {
    case "queued":
      return `queued ${formatDuration(nowMs - execution.queuedMs)}`;
    case "backingOff": {
      const dueMs = attempt?.backOffUntilMs;
      return `${attempt?.error?.status ?? attempt?.error?.name ?? "failed"}${dueMs === undefined ? "" : `, retry in ${formatDuration(Math.max(0, dueMs - nowMs))}`}`;
    }
    case "waiting":
      return `waits for ${execution.waits.findLast((wait) => wait.fromSeq <= seq)?.eventType ?? "an answer"}`;
    case "failed":
      return execution.error?.message ?? "failed";
    case "running":
    case "completed": {
      const model = execution.spanIndexes.map((at) => view.spans[at]).find((span) => span?.model !== undefined)?.model;
      return (
        model ??
        (execution.collecting !== undefined && phase === "running"
          ? `holds ${execution.collecting.have} of ${execution.collecting.need}`
          : execution.llm.calls > 0
            ? formatCost(execution.llm.costUsd)
            : execution.eventType)
      );
    }
    case "notYet":
    case "cut":
      return "";
  }
}

/** The facts of a node once the record `seq` had been written. */
export function nodeFacts(view: RunView, node: GraphNode, seq: number): NodeFacts {
  const counts = phaseCountsAt(view, node.executionIndexes, seq);
  const phase = node.executionIndexes.length === 0 ? "notYet" : dominantPhase(counts);
  const isStack = node.executionIndexes.length > 1;
  const elapsedMs = elapsed(view, node, seq);
  const time = phase === "notYet" || elapsedMs === undefined ? "" : formatDuration(elapsedMs);
  const mark = isStack
    ? formatTimes(node.executionIndexes.length)
    : node.ordinal > 0
      ? formatOrdinal(node.ordinal)
      : "";
  const [only = -1] = node.executionIndexes;
  const active = counts.running + counts.waiting + counts.backingOff + counts.queued;
  const parts = [[counts.completed, "done"] as const, [counts.failed, "failed"] as const, [active, "active"] as const]
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word}`);
  const detail = isStack
    ? parts.join(", ")
    : phase === "notYet"
      ? node.needsPerson
        ? "needs a person"
        : node.isRecovery
          ? "only after a failure"
          : ""
      : singleDetail(view, only, { phase, seq });
  return { phase, title: node.step, mark, time, detail, isStack };
}

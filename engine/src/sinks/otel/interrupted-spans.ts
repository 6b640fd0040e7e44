// Writes the spans that a crashed process never ended: without them, what it had sent hangs under unknown parents.

import type { Attributes, Span } from "@opentelemetry/api";
import {
  GRAPH_NODE_ID,
  GRAPH_NODE_NAME,
  METADATA,
  OpenInferenceSpanKind,
  SemanticConventions,
  SESSION_ID,
  USER_ID,
} from "@arizeai/openinference-semantic-conventions";

import type { InterruptedSpan } from "../../trace/interrupted-spans.ts";
import { SCOPE_NAME, SCOPE_VERSION } from "../../trace/span-scope.ts";
import { encodeSpan, type FinishedSpan } from "../otel-export/otlp-span.ts";
import { observedSpans } from "./observed-spans.ts";
import type { RunIdentity } from "./openinference-context.ts";
import { hrTimeOf } from "./span-clock.ts";

/**
 * Sends the spans of an earlier segment, with the ids they had. The API cannot make such spans, so they go to the
 * outbox as they are. Where the earlier process did end them, Phoenix has them and ignores these.
 */
export function writeInterruptedSpans(
  interrupted: readonly InterruptedSpan[],
  root: Span,
  identity: RunIdentity,
): void {
  const { append, project } = observedSpans.current ?? {};
  if (append === undefined) return;
  const resource = resourceOf(root);
  for (const span of interrupted) {
    const finished = finishedSpan(span, resource, identity);
    const { traceId, spanId } = finished.spanContext();
    append({ runId: span.runId, traceId, spanId, body: encodeSpan(finished, project) });
  }
}

function finishedSpan(
  { runId, root, attempt, endedAtMs }: InterruptedSpan,
  resource: FinishedSpan["resource"],
  identity: RunIdentity,
): FinishedSpan {
  const { traceId } = root;
  const { spanId, startedAtMs } = attempt ?? root;
  // A child run belongs to whom its parent belongs to.
  const { sessionId = identity.sessionId, userId = identity.userId } = root;
  const parentSpanId = attempt === undefined ? root.parentSpanId : root.spanId;
  return {
    name: attempt === undefined ? `run ${root.workflow}` : attemptName(attempt),
    kind: 0,
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    parentSpanContext: parentSpanId === undefined ? undefined : { traceId, spanId: parentSpanId, traceFlags: 1 },
    startTime: hrTimeOf(startedAtMs),
    endTime: hrTimeOf(Math.max(endedAtMs, startedAtMs)),
    status: { code: 0 },
    attributes: {
      [SemanticConventions.OPENINFERENCE_SPAN_KIND]:
        attempt === undefined ? OpenInferenceSpanKind.AGENT : OpenInferenceSpanKind.CHAIN,
      [SESSION_ID]: sessionId,
      ...(userId === undefined ? {} : { [USER_ID]: userId }),
      "workflow.name": root.workflow,
      "workflow.run.id": runId,
      ...(attempt === undefined ? { "workflow.run.outcome": "interrupted" } : attemptAttributes(attempt)),
      [METADATA]: JSON.stringify({
        run_id: runId,
        workflow: root.workflow,
        segment: root.segment,
        ...(attempt === undefined
          ? {}
          : { step: attempt.step, attempt: attempt.attempt, execution_id: attempt.executionId }),
      }),
    },
    links: [],
    events: [],
    resource,
    instrumentationScope: { name: SCOPE_NAME, version: SCOPE_VERSION },
  };
}

function attemptAttributes({ step, attempt }: NonNullable<InterruptedSpan["attempt"]>): Attributes {
  return {
    "workflow.step.name": step,
    "workflow.step.attempt": attempt,
    "workflow.step.outcome": "interrupted",
    [GRAPH_NODE_ID]: step,
    [GRAPH_NODE_NAME]: step,
  };
}

/** How an attempt's span is called. */
export function attemptName({ step, attempt }: { readonly step: string; readonly attempt: number }): string {
  return attempt === 0 ? step : `${step} (attempt ${attempt + 1})`;
}

/** The resource of this process's spans, which says the project; every SDK's span has it. */
function resourceOf(span: Span): FinishedSpan["resource"] {
  const resource: unknown = Reflect.get(span, "resource");
  const attributes: unknown =
    typeof resource === "object" && resource !== null ? Reflect.get(resource, "attributes") : undefined;
  return { attributes: typeof attributes === "object" && attributes !== null ? { ...attributes } : {} };
}

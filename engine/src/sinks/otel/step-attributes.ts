// The attributes of step, dispatch and wait spans: identity first, so that a span that is cut still says what it is.

import type { Attributes, Link } from "@opentelemetry/api";
import {
  GRAPH_NODE_ID,
  GRAPH_NODE_NAME,
  GRAPH_NODE_PARENT_ID,
  METADATA,
  OpenInferenceSpanKind,
  SemanticConventions,
} from "@arizeai/openinference-semantic-conventions";

import type { SentEvent } from "./event-ledger.ts";
import type { RunTrace } from "./run-trace.ts";

/** What the attributes of an execution's spans say. */
export interface ExecutionFacts {
  readonly id: string;
  readonly step: string;
  readonly eventType: string;
  readonly inputs: readonly SentEvent[];
  /** What {@link causedBy} gives for the inputs. */
  readonly causedBy: string;
}

/** Attributes of one attempt's span. */
export function stepAttributes(
  trace: RunTrace,
  execution: ExecutionFacts,
  attempt: { readonly attempt: number; readonly queueDelayMs: number; readonly metadata: string },
): Attributes {
  const [first] = execution.inputs;
  const attributes: Attributes = {
    [SemanticConventions.OPENINFERENCE_SPAN_KIND]: OpenInferenceSpanKind.CHAIN,
    ...trace.common,
    "workflow.step.name": execution.step,
    "workflow.step.attempt": attempt.attempt,
    "workflow.queue.delay_ms": attempt.queueDelayMs,
    [GRAPH_NODE_ID]: execution.step,
    [GRAPH_NODE_NAME]: execution.step,
    [METADATA]: attempt.metadata,
  };
  const maxAttempts = trace.maxAttemptsOf(execution.step);
  if (maxAttempts !== undefined) attributes["workflow.step.max_attempts"] = maxAttempts;
  if (first === undefined) return attributes;
  attributes["workflow.event.type"] = first.type;
  attributes["workflow.event.id"] = first.id;
  if (first.sender !== undefined) attributes[GRAPH_NODE_PARENT_ID] = first.sender;
  return attributes;
}

/**
 * The `metadata` of an attempt's span: who it is and what caused it. Links say the same, but Phoenix drops them.
 * Put together from texts made once per run and execution: there is one for every attempt.
 */
export function stepMetadata(trace: RunTrace, execution: ExecutionFacts, attempt: number): string {
  const step = JSON.stringify(execution.step);
  const executionId = JSON.stringify(execution.id);
  return `{${trace.metadataHead},"step":${step},"attempt":${attempt},"execution_id":${executionId},"caused_by":${execution.causedBy}}`;
}

/** Attributes of a dispatch span; it has no OpenInference kind, which sets it apart from steps. */
export function dispatchAttributes(trace: RunTrace, execution: ExecutionFacts): Attributes {
  const [first] = execution.inputs;
  return {
    ...trace.common,
    "workflow.event.type": execution.eventType,
    ...(first === undefined ? {} : { "workflow.event.id": first.id }),
    "workflow.step.name": execution.step,
    [METADATA]: `{${trace.metadataHead},"to":${JSON.stringify(execution.step)},"caused_by":${execution.causedBy}}`,
  };
}

/** Attributes of a wait span. */
export function waitAttributes(
  trace: RunTrace,
  wait: {
    readonly eventType: string;
    readonly waiterId: string;
    readonly executionId: string;
    readonly step: string | undefined;
    /** How it ended; absent while it is open. */
    readonly outcome?: string;
    readonly answer?: SentEvent | undefined;
  },
): Attributes {
  return {
    [SemanticConventions.OPENINFERENCE_SPAN_KIND]: OpenInferenceSpanKind.CHAIN,
    ...trace.common,
    "workflow.event.type": wait.eventType,
    ...(wait.answer === undefined ? {} : { "workflow.event.id": wait.answer.id }),
    ...(wait.step === undefined ? {} : { "workflow.step.name": wait.step }),
    ...(wait.outcome === undefined ? {} : { "workflow.wait.outcome": wait.outcome }),
    [METADATA]: JSON.stringify({
      run_id: trace.runId,
      waiter_id: wait.waiterId,
      execution_id: wait.executionId,
      step: wait.step,
      outcome: wait.outcome,
    }),
  };
}

/** Longest list of causes in `metadata`. */
const MAX_CAUSES = 32;

/** Who sent these events, as JSON text. */
export function causedBy(events: readonly SentEvent[]): string {
  const causes = events.slice(0, MAX_CAUSES).map((event) => ({
    kind: event.cause.kind,
    ...(event.cause.kind === "execution" ? { execution_id: event.cause.executionId } : {}),
    ...(event.sender === undefined ? {} : { step: event.sender }),
    ...(event.senderSpan === undefined ? {} : { span_id: event.senderSpan.spanId }),
    event_id: event.id,
    event_type: event.type,
  }));
  return JSON.stringify(causes.length === 1 ? causes[0] : causes);
}

/** Links to the spans that sent these events, each span once. */
export function causesOf(events: readonly SentEvent[], limit: number): Link[] {
  const links: Link[] = [];
  const seen = new Set<string>();
  for (const event of events) {
    if (links.length >= limit) break;
    if (event.senderSpan === undefined || seen.has(event.senderSpan.spanId)) continue;
    seen.add(event.senderSpan.spanId);
    links.push({
      context: event.senderSpan,
      attributes: { "workflow.link": "cause", "workflow.event.type": event.type },
    });
  }
  return links;
}

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
  common: StepCommons,
  execution: ExecutionFacts,
  attempt: { readonly attempt: number; readonly queueDelayMs: number; readonly metadata: string },
): Attributes {
  const [first] = execution.inputs;
  const attributes: Attributes = { ...common.of(execution.step) };
  attributes["workflow.step.attempt"] = attempt.attempt;
  attributes["workflow.queue.delay_ms"] = attempt.queueDelayMs;
  attributes[METADATA] = attempt.metadata;
  if (first === undefined) return attributes;
  attributes["workflow.event.type"] = first.type;
  attributes["workflow.event.id"] = first.id;
  if (first.sender !== undefined) attributes[GRAPH_NODE_PARENT_ID] = first.sender;
  return attributes;
}

/** The attributes that all attempts of a step in a run have in common, put together once for each step. */
export class StepCommons {
  readonly #trace: RunTrace;
  readonly #byStep = new Map<string, Readonly<Attributes>>();

  constructor(trace: RunTrace) {
    this.#trace = trace;
  }

  of(step: string): Readonly<Attributes> {
    const known = this.#byStep.get(step);
    if (known !== undefined) return known;
    const attributes: Attributes = {
      [SemanticConventions.OPENINFERENCE_SPAN_KIND]: OpenInferenceSpanKind.CHAIN,
      ...this.#trace.common,
      "workflow.step.name": step,
      [GRAPH_NODE_ID]: step,
      [GRAPH_NODE_NAME]: step,
    };
    const maxAttempts = this.#trace.maxAttemptsOf(step);
    if (maxAttempts !== undefined) attributes["workflow.step.max_attempts"] = maxAttempts;
    this.#byStep.set(step, attributes);
    return attributes;
  }
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
  const causes = events.slice(0, MAX_CAUSES).map(causeText);
  return causes.length === 1 ? (causes[0] ?? "") : `[${causes.join(",")}]`;
}

function causeText({ id, type, cause, sender, senderSpan }: SentEvent): string {
  const execution = cause.kind === "execution" ? `,"execution_id":${JSON.stringify(cause.executionId)}` : "";
  const step = sender === undefined ? "" : `,"step":${JSON.stringify(sender)}`;
  const span = senderSpan === undefined ? "" : `,"span_id":"${senderSpan.spanId}"`;
  const event = `,"event_id":${JSON.stringify(id)},"event_type":${JSON.stringify(type)}`;
  return `{"kind":"${cause.kind}"${execution}${step}${span}${event}}`;
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

// The messages of both sides' LLM calls, paired in order, word by word.

"use client";

import { useQueries } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { EncodedValue, ExecutionView, RunView, SpanView, StoredSpan } from "stepscope/view";
import { fetchJson } from "#lib/fetch-json.ts";
import { api } from "#lib/links.ts";
import { type LlmMessage, llmCallOf } from "#lib/run/llm-call.ts";
import { Skeleton } from "#ui/skeleton.tsx";
import { ValueDiffPanel } from "./value-diff-panel.tsx";

/** Calls of one execution that are looked at. */
const MOST_CALLS = 20;

/** The LLM spans of an execution, in order. */
export function llmSpans(view: RunView, execution: ExecutionView | undefined): readonly SpanView[] {
  return (execution?.spanIndexes ?? [])
    .flatMap((at) => view.spans[at] ?? [])
    .filter((span) => span.kind === "LLM")
    .slice(0, MOST_CALLS);
}

function useSpans(runId: string, spans: readonly SpanView[]): readonly (StoredSpan | undefined)[] {
  return useQueries({
    queries: spans.map((span) => ({
      queryKey: ["span", runId, span.spanId],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        fetchJson<StoredSpan>(api.span(runId, span.spanId), signal),
      staleTime: Infinity,
    })),
  }).map((result) => result.data);
}

/** A message as a value: its role, its words, what it calls. */
function messageValue(message: LlmMessage): EncodedValue {
  const text = message.parts.map((part) => part.text).join("\n");
  const calls = message.toolCalls.map((call) => `${call.name}(${call.argumentsText})`);
  return { role: message.role, text, ...(calls.length === 0 ? {} : { calls }) };
}

function callValue(span: StoredSpan | undefined): EncodedValue | undefined {
  if (span === undefined) return undefined;
  const call = llmCallOf(span);
  return {
    model: span.model ?? null,
    asked: call.input.map((message) => messageValue(message)),
    answered: call.output.map((message) => messageValue(message)),
  };
}

export interface PairMessagesProps {
  readonly a: { readonly view: RunView; readonly spans: readonly SpanView[] };
  readonly b: { readonly view: RunView; readonly spans: readonly SpanView[] };
  readonly ignoredKeys: ReadonlySet<string>;
}

/** One section per call. */
export function PairMessages({ a, b, ignoredKeys }: PairMessagesProps): ReactElement {
  const ofA = useSpans(a.view.runId, a.spans);
  const ofB = useSpans(b.view.runId, b.spans);
  const count = Math.max(a.spans.length, b.spans.length);
  const isLoading = [...ofA, ...ofB].some((span) => span === undefined);
  if (isLoading) return <Skeleton className="w-40" />;
  return (
    <>
      {Array.from({ length: count }, (_, at) => (
        <ValueDiffPanel
          key={at}
          title={count === 1 ? "LLM call" : `LLM call ${at + 1}`}
          before={callValue(ofA[at])}
          after={callValue(ofB[at])}
          ignoredKeys={ignoredKeys}
        />
      ))}
    </>
  );
}

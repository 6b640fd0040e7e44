// An LLM call: its numbers, its tokens, its conversation, its parameters.

"use client";

import { type ReactElement, useMemo } from "react";
import type { EncodedValue, SpanData, SpanView } from "stepscope/view";
import { formatCost, formatCount, formatDuration } from "#lib/format.ts";
import { acceptBoolean, usePreference } from "#lib/preferences.ts";
import { type LlmCall, llmCallOf } from "#lib/run/llm-call.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Segmented } from "#ui/segmented.tsx";
import { ErrorPanel, FactRow, PairList, SectionTitle } from "./facts.tsx";
import { Message } from "./llm-messages.tsx";
import { ValuePanel } from "./value-panel.tsx";

function TokenBar({ span }: { readonly span: SpanData }): ReactElement | null {
  const prompt = span.promptTokens ?? 0;
  const completion = span.completionTokens ?? 0;
  if (prompt + completion === 0) return null;
  const cached = Math.min(prompt, span.cacheReadTokens ?? 0);
  const cachedNote = cached > 0 ? ` (${formatCount(cached)} cached)` : "";
  return (
    <div className="shrink-0">
      <SectionTitle note={`${formatCount(prompt)} in${cachedNote} → ${formatCount(completion)} out`}>
        <span>
          Tokens <span className="nums font-normal text-muted-foreground">{formatCount(prompt + completion)}</span>
        </span>
      </SectionTitle>
      <div
        role="img"
        aria-label={`${formatCount(prompt)} prompt tokens${cachedNote}, ${formatCount(completion)} completion tokens`}
        className="mt-1.5 flex h-1.5 gap-px overflow-hidden rounded-bar bg-card"
      >
        {cached > 0 && <i className="bg-border-strong" style={{ flexGrow: cached }} />}
        <i className="bg-k-step" style={{ flexGrow: prompt - cached }} />
        <i className="bg-k-llm" style={{ flexGrow: completion }} />
      </div>
    </div>
  );
}

/** Tokens of the answer per second of answering. */
function speedOf(span: SpanData): string {
  const seconds = (span.endTimeMs - span.startTimeMs - (span.timeToFirstTokenMs ?? 0)) / 1000;
  if (span.completionTokens === undefined || seconds <= 0) return "–";
  const speed = span.completionTokens / seconds;
  return `${speed >= 10 ? Math.round(speed) : speed.toFixed(1)} tok/s`;
}

/** The conversation, as text or as markdown. */
function Messages({ span, call }: { readonly span: SpanData; readonly call: LlmCall }): ReactElement {
  const [isMarkdown, setIsMarkdown] = usePreference("markdown", false, acceptBoolean);
  const tokens = span.completionTokens === undefined ? undefined : `${formatCount(span.completionTokens)} tok`;
  const finish = [tokens, call.finishReason].filter((part) => part !== undefined).join(" · ");
  const choice = (
    <Segmented
      label="Show messages as"
      value={isMarkdown ? "markdown" : "text"}
      options={[
        { value: "text", label: "Text" },
        { value: "markdown", label: "Markdown" },
      ]}
      onChange={(value) => setIsMarkdown(value === "markdown")}
    />
  );
  return (
    <>
      <SectionTitle note={choice}>Messages</SectionTitle>
      {call.input.map((message, at) => (
        <Message key={`in ${at}`} message={message} isOutput={false} isMarkdown={isMarkdown} />
      ))}
      {call.output.map((message, at) => (
        <Message key={`out ${at}`} message={message} isOutput note={finish} isMarkdown={isMarkdown} />
      ))}
    </>
  );
}

/** Longer values of parameters get a block of their own. */
const SHORT_VALUE = 20;

function jsonOr(text: string): EncodedValue {
  try {
    return JSON.parse(text) as EncodedValue;
  } catch {
    return text;
  }
}

/** What the call was made with. */
function Settings({ call }: { readonly call: LlmCall }): ReactElement {
  const isShort = (value: string): boolean => value.length <= SHORT_VALUE;
  const short = call.parameters.filter((parameter) => isShort(parameter.value));
  const long = call.parameters.filter((parameter) => !isShort(parameter.value));
  return (
    <>
      {call.parameters.length > 0 && (
        <section aria-label="Parameters" className="flex shrink-0 flex-col gap-2">
          <SectionTitle>Parameters</SectionTitle>
          <PairList isTwoColumns pairs={short.map(({ name, value }) => ({ name, value: visibleText(value) }))} />
          {long.map(({ name, value }) => (
            <ValuePanel key={name} title={visibleText(name)} value={jsonOr(value)} />
          ))}
        </section>
      )}
      {call.tools.length > 0 && (
        <section aria-label="Tools offered" className="shrink-0">
          <SectionTitle note={call.tools.length}>Tools offered</SectionTitle>
          <p className="code pt-1 text-muted-foreground [overflow-wrap:anywhere]">
            {call.tools.map((tool) => visibleText(tool.name)).join(", ")}
          </p>
        </section>
      )}
    </>
  );
}

/** The panel; `view` has the numbers when the span's body is not there. */
export function LlmPanel({ span, view }: { readonly span: SpanData; readonly view: SpanView }): ReactElement {
  const call = useMemo(() => llmCallOf(span), [span]);
  const firstToken = span.timeToFirstTokenMs;
  return (
    <>
      <FactRow
        facts={[
          { label: "Duration", value: formatDuration(view.endMs - view.startMs) },
          { label: "First token", value: firstToken === undefined ? "–" : formatDuration(firstToken) },
          { label: "Speed", value: speedOf(span) },
          { label: "Cost", value: formatCost(span.costUsd) },
        ]}
      />
      <TokenBar span={span} />
      {span.error !== undefined && <ErrorPanel error={span.error} />}
      {call.input.length + call.output.length > 0 ? <Messages span={span} call={call} /> : <SpanBodies span={span} />}
      <Settings call={call} />
    </>
  );
}

function bodyOf(span: SpanData, side: "input" | "output"): ReturnType<typeof asValue> {
  const value = span.attributes[`${side}.value`];
  return asValue(value, span.attributes[`${side}.mime_type`]);
}

function asValue(
  value: SpanData["attributes"][string] | undefined,
  mime: unknown,
): SpanData["attributes"][string] | undefined {
  if (typeof value !== "string" || mime !== "application/json") return value;
  try {
    return JSON.parse(value) as SpanData["attributes"][string];
  } catch {
    return value;
  }
}

/** What went into a span and what came out. */
export function SpanBodies({ span }: { readonly span: SpanData }): ReactElement {
  return (
    <>
      <ValuePanel title="Input" value={bodyOf(span, "input")} whenEmpty="No input was recorded." />
      <ValuePanel title="Output" value={bodyOf(span, "output")} whenEmpty="No output was recorded." />
    </>
  );
}

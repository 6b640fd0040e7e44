// The inspector of a span: fetched whole when it is selected.

"use client";

import { useQuery } from "@tanstack/react-query";
import { FileQuestion } from "lucide-react";
import type { ReactElement } from "react";
import type { RunView, SpanView, StoredSpan } from "stepscope/view";
import { fetchJson } from "#lib/fetch-json.ts";
import { formatDuration } from "#lib/format.ts";
import { api, phoenixSpanHref } from "#lib/links.ts";
import { spanKindName } from "#lib/run/span-kind.ts";
import { visibleText } from "#lib/visible-text.ts";
import { EmptyState } from "#ui/empty-state.tsx";
import { Skeleton } from "#ui/skeleton.tsx";
import { executionName } from "./execution-tabs.tsx";
import { ErrorPanel, FactRow, PairList } from "./facts.tsx";
import { InspectorFrame, type InspectorTab } from "./inspector-frame.tsx";
import { LlmPanel, SpanBodies } from "./llm-panel.tsx";
import { ValueTree } from "./value-tree.tsx";

export interface SpanInspectorProps {
  readonly view: RunView;
  readonly span: SpanView;
  readonly phoenix: string | undefined;
  readonly onSelect: (selection: string) => void;
  readonly onClose: (() => void) | undefined;
}

function Attributes({ span }: { readonly span: StoredSpan }): ReactElement {
  const pairs = Object.entries(span.attributes)
    .filter(([key]) => !/^(?:llm\.(?:input|output)_messages|input\.value|output\.value)/u.test(key))
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => ({
      name,
      value: visibleText(typeof value === "string" ? value.slice(0, 500) : JSON.stringify(value).slice(0, 500)),
    }));
  return (
    <PairList
      pairs={[
        { name: "trace id", value: span.traceId },
        { name: "span id", value: span.spanId },
        ...(span.parentSpanId === undefined ? [] : [{ name: "parent span id", value: span.parentSpanId }]),
        ...pairs,
      ]}
    />
  );
}

function tabsOf(span: StoredSpan, view: SpanView): readonly InspectorTab[] {
  const common: readonly InspectorTab[] = [
    { value: "attributes", label: "Attributes", content: <Attributes span={span} /> },
    {
      value: "raw",
      label: "Raw",
      content: <ValueTree value={JSON.parse(JSON.stringify(span)) as never} label="Span as it is stored" />,
    },
  ];
  const io: InspectorTab = {
    value: "io",
    label: "I/O",
    content: (
      <>
        {view.kind !== "LLM" && (
          <FactRow
            facts={[
              { label: "Duration", value: formatDuration(view.endMs - view.startMs) },
              { label: "From", value: formatDuration(view.startMs) },
              { label: "Kind", value: span.kind.toLowerCase() },
              { label: "Status", value: span.status },
            ]}
          />
        )}
        {span.error !== undefined && <ErrorPanel error={span.error} />}
        <SpanBodies span={span} />
      </>
    ),
  };
  return view.kind === "LLM"
    ? [{ value: "messages", label: "Messages", content: <LlmPanel span={span} view={view} /> }, io, ...common]
    : [io, ...common];
}

/** Header at once, bodies as they arrive. */
export function SpanInspector({ view, span, phoenix, onSelect, onClose }: SpanInspectorProps): ReactElement {
  const stored = useQuery({
    queryKey: ["span", view.runId, span.spanId],
    queryFn: ({ signal }) => fetchJson<StoredSpan>(api.span(view.runId, span.spanId), signal),
    staleTime: Infinity,
    retry: false,
  });
  const execution = view.executions[span.executionIndex];
  const details = [
    ...(execution === undefined
      ? []
      : [
          <button
            key="execution"
            type="button"
            onClick={() => onSelect(execution.id)}
            className="text-link underline underline-offset-2"
          >
            {visibleText(executionName(view, execution.index))}
          </button>,
        ]),
    ...(span.attempt > 0 ? [`attempt ${span.attempt + 1}`] : []),
    `${formatDuration(span.startMs)} → ${formatDuration(span.endMs)}`,
    ...(span.provider === undefined ? [] : [visibleText(span.provider)]),
  ];
  const waiting: readonly InspectorTab[] = [
    {
      value: "messages",
      label: span.kind === "LLM" ? "Messages" : "I/O",
      content:
        stored.error === null ? (
          <div role="status" aria-label="Loading" className="flex flex-col gap-2">
            <Skeleton className="h-12" />
            <Skeleton className="h-24" />
          </div>
        ) : (
          <EmptyState icon={FileQuestion} title="Only the record of this call is stored" level={3}>
            Its span was not kept, or has not been written yet. Numbers and times come from the journal.
          </EmptyState>
        ),
    },
  ];
  return (
    <InspectorFrame
      key={span.spanId}
      kind={spanKindName(span)}
      title={span.name}
      isCode
      status={span.status === "error" ? "failed" : "completed"}
      details={details}
      tabs={stored.data === undefined ? waiting : tabsOf(stored.data, span)}
      phoenixHref={phoenix === undefined ? undefined : phoenixSpanHref(phoenix, span.spanId)}
      onClose={onClose}
    />
  );
}

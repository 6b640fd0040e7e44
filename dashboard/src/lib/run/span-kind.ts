// How kinds of spans are grouped for drawing.

import type { SpanView } from "stepscope/view";

/** The icon and bar of a span. */
export function spanKindName(span: Pick<SpanView, "kind">): "llm" | "tool" | "retriever" | "span" {
  switch (span.kind) {
    case "LLM":
      return "llm";
    case "TOOL":
      return "tool";
    case "RETRIEVER":
    case "EMBEDDING":
    case "RERANKER":
      return "retriever";
    case "AGENT":
    case "CHAIN":
    case "OTHER":
      return "span";
  }
}

// What a row stands for: an icon in the colour of its bar.

import { BookOpenText, Box, Layers, type LucideIcon, Merge, Sparkles, Workflow, Wrench } from "lucide-react";
import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";

/** Everything that has an icon. */
export type KindName = "step" | "llm" | "tool" | "retriever" | "childRun" | "group" | "join" | "span";

const KINDS: Readonly<
  Record<KindName, { readonly icon: LucideIcon; readonly label: string; readonly colour: string }>
> = {
  step: { icon: Box, label: "Step", colour: "text-muted-foreground" },
  llm: { icon: Sparkles, label: "LLM call", colour: "text-k-llm-fg" },
  tool: { icon: Wrench, label: "Tool", colour: "text-k-tool-fg" },
  retriever: { icon: BookOpenText, label: "Retriever", colour: "text-k-retr-fg" },
  childRun: { icon: Workflow, label: "Child run", colour: "text-link" },
  group: { icon: Layers, label: "Group", colour: "text-muted-foreground" },
  join: { icon: Merge, label: "Join", colour: "text-muted-foreground" },
  span: { icon: Box, label: "Span", colour: "text-subtle-foreground" },
};

/** 14 px in a box of 16. */
export function KindIcon({ kind, className }: { readonly kind: KindName; readonly className?: string }): ReactElement {
  const { icon: Icon, colour } = KINDS[kind];
  return (
    <span className={cn("inline-flex size-4 shrink-0 items-center justify-center", colour, className)}>
      <Icon aria-hidden className="size-3.5" strokeWidth={1.75} />
    </span>
  );
}

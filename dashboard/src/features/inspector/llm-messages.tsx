// The conversation of an LLM call: who said what, which tools were called with which arguments.

"use client";

import { ChevronDown, ChevronRight, Settings2, Sparkles, UserRound, Wrench } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactElement, useState } from "react";
import type { EncodedValue } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import type { LlmMessage, ToolCall } from "#lib/run/llm-call.ts";
import { formatBytes } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { CopyButton } from "#ui/copy-button.tsx";
import { ExpandableText } from "#ui/expandable-text.tsx";
import { IconButton } from "#ui/icon-button.tsx";
import { ValueTree } from "./value-tree.tsx";

const Markdown = dynamic(() => import("./markdown.tsx").then((module) => module.Markdown), { ssr: false });

const ROLES: Readonly<Record<string, { readonly label: string; readonly icon: ReactElement }>> = {
  system: { label: "System", icon: <Settings2 aria-hidden /> },
  developer: { label: "Developer", icon: <Settings2 aria-hidden /> },
  user: { label: "User", icon: <UserRound aria-hidden /> },
  assistant: { label: "Assistant", icon: <Sparkles aria-hidden /> },
  tool: { label: "Tool", icon: <Wrench aria-hidden /> },
};

function parsed(text: string): EncodedValue | undefined {
  try {
    return JSON.parse(text) as EncodedValue;
  } catch {
    return undefined;
  }
}

function ToolCallBlock({ call }: { readonly call: ToolCall }): ReactElement {
  const value = call.argumentsText === "" ? undefined : parsed(call.argumentsText);
  return (
    <div className="mx-2 mb-2 rounded-chip border border-border bg-sunken px-2 py-1.5">
      <div className="flex items-center gap-1.5 text-xs">
        <Wrench aria-hidden className="size-3.5 text-k-tool-fg" />
        <span className="code text-k-tool-fg">{visibleText(call.name)}</span>
        <span className="text-muted-foreground">tool call</span>
      </div>
      {value === undefined ? (
        call.argumentsText !== "" && <ExpandableText text={call.argumentsText} className="code" />
      ) : (
        <ValueTree value={value} label={`Arguments of ${call.name}`} />
      )}
    </div>
  );
}

export interface MessageProps {
  readonly message: LlmMessage;
  readonly isOutput: boolean;
  readonly note?: string;
  /** Shown as markdown instead of plain text. */
  readonly isMarkdown: boolean;
}

/** One message; system prompts begin folded. */
export function Message({ message, isOutput, note, isMarkdown }: MessageProps): ReactElement {
  const role = ROLES[message.role] ?? { label: message.role, icon: <UserRound aria-hidden /> };
  const size = message.parts.reduce((sum, part) => sum + part.text.length, 0);
  const [isOpen, setIsOpen] = useState(message.role !== "system" || size < 400);
  const text = message.parts.map((part) => part.text).join("\n");
  const details = [message.name, note, isOpen ? undefined : formatBytes(size)]
    .filter((part) => part !== undefined && part !== "")
    .join(" · ");
  return (
    <article
      className={cn(
        "shrink-0 overflow-hidden rounded-control border bg-card",
        isOutput ? "border-[color-mix(in_oklch,var(--k-llm)_45%,var(--border))]" : "border-border",
      )}
    >
      <header className="flex h-7 items-center gap-1.5 pr-1 pl-2 text-xs font-medium">
        <span
          className={cn(
            "grid size-4 place-items-center [&>svg]:size-3.5",
            isOutput ? "text-k-llm-fg" : message.role === "tool" ? "text-k-tool-fg" : "text-muted-foreground",
          )}
        >
          {role.icon}
        </span>
        {visibleText(role.label)}
        {details !== "" && (
          <span className="min-w-0 truncate font-normal text-muted-foreground">{visibleText(details)}</span>
        )}
        <span className="ml-auto flex">
          {message.parts.length > 0 && <CopyButton label={`Copy ${role.label.toLowerCase()} message`} text={text} />}
          {message.role === "system" && (
            <IconButton
              size="sm"
              label={isOpen ? "Fold system message" : "Open system message"}
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
            </IconButton>
          )}
        </span>
      </header>
      {isOpen &&
        message.parts.map((part, at) => (
          <div key={at} className="px-2.5 pb-2 text-xs leading-[18px]">
            {part.kind === "note" ? (
              <span className="text-muted-foreground">[{visibleText(part.text.slice(0, 300))}]</span>
            ) : isMarkdown ? (
              <Markdown text={part.text.slice(0, 100_000)} />
            ) : (
              <ExpandableText text={part.text} most={900} />
            )}
          </div>
        ))}
      {isOpen && message.toolCalls.map((call, at) => <ToolCallBlock key={call.id ?? at} call={call} />)}
    </article>
  );
}

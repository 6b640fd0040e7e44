// Two runs side by side.

"use client";

import { ArrowLeftRight, Link as LinkIcon } from "lucide-react";
import { useQueryStates } from "nuqs";
import { type ReactElement, useCallback } from "react";
import type { RunDetail } from "stepscope/view";
import { compareParsers } from "#lib/compare-params.ts";
import { runsHref } from "#lib/links.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { Kbd } from "#ui/kbd.tsx";
import { Crumbs, TopBar } from "#ui/top-bar.tsx";
import { ChooseRuns } from "./choose-runs.tsx";
import { CompareHeader } from "./compare-header.tsx";
import { ComparedRuns } from "./compared-runs.tsx";
import { copyLink } from "#ui/copy-link.ts";

export interface ComparePageProps {
  readonly a: RunDetail | undefined;
  readonly b: RunDetail | undefined;
  /** Ids of the address that the store does not have. */
  readonly missing: readonly string[];
}

/** Bar, cards; the comparison itself once both runs are chosen. */
export function ComparePage({ a, b, missing }: ComparePageProps): ReactElement {
  const [, setAddress] = useQueryStates(compareParsers, { shallow: false, history: "push" });
  const isComplete = a !== undefined && b !== undefined;
  const swap = useCallback(
    () => void setAddress({ a: b?.runId ?? null, b: a?.runId ?? null, sel: null, at: null }),
    [setAddress, a, b],
  );
  const choose = useCallback(
    (side: "a" | "b", runId: string) => void setAddress({ [side]: runId, sel: null, at: null }),
    [setAddress],
  );
  useCommand({ keys: "s", label: "Swap A and B", group: "Compare" }, swap, isComplete);
  useCommand({ keys: "y", label: "Copy link", group: "Compare" }, copyLink);
  return (
    <div className="flex min-h-full flex-1 flex-col lg:h-full lg:min-h-0">
      <TopBar>
        <Crumbs trail={[{ href: runsHref(), label: "Runs" }]}>
          <h1 className="font-semibold text-foreground">Compare</h1>
        </Crumbs>
        <span dir="auto" className="min-w-0 truncate text-muted-foreground max-sm:hidden">
          {visibleText((b ?? a)?.inputPreview ?? "")}
        </span>
        <div className="ml-auto flex items-center gap-2">
          {isComplete && (
            <Button variant="ghost" onClick={swap}>
              <ArrowLeftRight aria-hidden />
              Swap
            </Button>
          )}
          <Button onClick={copyLink}>
            <LinkIcon aria-hidden />
            Copy link
            <Kbd className="max-sm:hidden">Y</Kbd>
          </Button>
        </div>
      </TopBar>
      <CompareHeader a={a} b={b} onChoose={choose} />
      {isComplete ? (
        <ComparedRuns key={`${a.runId} ${b.runId}`} a={a} b={b} />
      ) : (
        <ChooseRuns a={a} b={b} missing={missing} onChoose={choose} />
      )}
    </div>
  );
}

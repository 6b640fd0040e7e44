// What can be done with the selected runs.

"use client";

import { GitCompare, X } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactElement } from "react";
import type { RunSummary } from "stepscope/view";
import { compareHref } from "#lib/links.ts";
import { Button } from "#ui/button.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { IconButton } from "#ui/icon-button.tsx";
import { Kbd } from "#ui/kbd.tsx";

/** Of two selected runs, the one that started earlier is A. */
function pairOf(selected: readonly RunSummary[]): readonly [string, string] | undefined {
  const [first, second] = selected.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  return selected.length === 2 && first !== undefined && second !== undefined ? [first.runId, second.runId] : undefined;
}

/** A bar above the footer while something is selected. */
export function SelectionBar({
  selected,
  onClear,
}: {
  readonly selected: readonly RunSummary[];
  readonly onClear: () => void;
}): ReactElement | null {
  const router = useRouter();
  const pair = pairOf(selected);
  const [only] = selected;
  const compare = (): void => {
    if (pair !== undefined) router.push(compareHref(...pair));
    else if (only !== undefined) router.push(compareHref(only.runId));
  };
  useCommand(
    { keys: "c", label: "Compare selected runs", group: "Runs" },
    compare,
    selected.length === 1 || pair !== undefined,
  );
  useCommand(
    { keys: "Escape", label: "Clear selection", group: "Runs", isKeyOnly: true },
    onClear,
    selected.length > 0,
  );
  if (selected.length === 0) return null;
  return (
    <div
      role="toolbar"
      aria-label="Selected runs"
      className="sticky bottom-2 z-5 m-2 flex h-11 items-center gap-1 rounded-dialog border border-border-strong bg-popover pr-2 pl-3 whitespace-nowrap shadow-lg sm:absolute sm:bottom-4 sm:left-1/2 sm:m-0 sm:-translate-x-1/2"
    >
      <b className="nums">{selected.length} selected</b>
      <span aria-hidden className="mx-1 h-5 w-px bg-border-strong" />
      <Button
        variant="primary"
        onClick={compare}
        disabled={selected.length > 2}
        title={selected.length > 2 ? "Compare takes two runs" : undefined}
      >
        <GitCompare aria-hidden />
        {selected.length === 1 ? "Compare with…" : "Compare"}
        <Kbd className="max-sm:hidden">C</Kbd>
      </Button>
      <IconButton size="sm" label="Clear selection" keys="Esc" onClick={onClear}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}

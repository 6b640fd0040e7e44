// Scrubs both runs together: a knob over A's records, B following by what it did at the same point.

"use client";

import { SkipBack, SkipForward, StepBack, StepForward } from "lucide-react";
import type { ReactElement } from "react";
import { msAtSeq } from "stepscope/view";
import { formatCount, formatDuration } from "#lib/format.ts";
import { useCommand } from "#ui/hotkeys.ts";
import { IconButton } from "#ui/icon-button.tsx";
import type { CompareModel } from "./compare-model.ts";

export interface LockStepBarProps {
  readonly model: CompareModel;
  readonly seqs: { readonly a: number; readonly b: number };
  readonly onSeek: (seqOfA: number) => void;
}

/** 56 px at the foot of the comparison. */
export function LockStepBar({ model, seqs, onSeek }: LockStepBarProps): ReactElement {
  const { a, b } = model;
  const last = a.view.lastSeq;
  const seek = (seq: number): void => onSeek(Math.max(1, Math.min(last, seq)));
  useCommand({ keys: ",", label: "Back one record", group: "Replay", isKeyOnly: true }, () => seek(seqs.a - 1));
  useCommand({ keys: ".", label: "Forward one record", group: "Replay", isKeyOnly: true }, () => seek(seqs.a + 1));
  const atA = msAtSeq(a.view, seqs.a);
  const atB = msAtSeq(b.view, seqs.b);
  return (
    <section
      aria-label="Replay both"
      className="z-10 grid shrink-0 border-t border-border bg-background max-sm:sticky max-sm:bottom-0 sm:h-14 sm:grid-cols-[var(--names)_minmax(0,1fr)] lg:grid-cols-[var(--names)_minmax(0,1fr)_var(--inspector)]"
    >
      <div className="flex items-center gap-0.5 border-border pr-2 pl-3 max-sm:py-1 sm:border-r">
        <IconButton size="sm" label="First record" onClick={() => seek(1)}>
          <SkipBack aria-hidden />
        </IconButton>
        <IconButton size="sm" label="Back one record" keys="," onClick={() => seek(seqs.a - 1)}>
          <StepBack aria-hidden />
        </IconButton>
        <IconButton size="sm" label="Forward one record" keys="." onClick={() => seek(seqs.a + 1)}>
          <StepForward aria-hidden />
        </IconButton>
        <IconButton size="sm" label="Last record" onClick={() => seek(last)}>
          <SkipForward aria-hidden />
        </IconButton>
        <span className="ml-auto text-xs text-muted-foreground">In lock-step</span>
      </div>
      <div className="mr-4 flex min-w-0 flex-col justify-center gap-1.5 max-sm:mx-4 max-sm:py-2">
        <input
          type="range"
          aria-label="Point of both runs"
          aria-valuetext={`A record ${seqs.a} of ${last}, B record ${seqs.b} of ${b.view.lastSeq}`}
          min={1}
          max={last}
          value={seqs.a}
          onChange={(event) => seek(Number(event.target.value))}
          className="range-thin w-full"
        />
        <span aria-hidden className="relative block h-1 rounded-[2px] bg-border-strong">
          <i
            className="absolute inset-y-0 left-0 rounded-[2px] bg-b"
            style={{ width: `${(seqs.b / Math.max(1, b.view.lastSeq)) * 100}%` }}
          />
        </span>
      </div>
      <div className="hidden items-center justify-between gap-2 border-l border-border px-4 whitespace-nowrap lg:flex">
        <span className="leading-4">
          <b className="nums block font-semibold">
            {formatDuration(atA)}, {formatDuration(atB)}
          </b>
          <small className="block text-xs text-muted-foreground">A and B at the same point</small>
        </span>
        <span className="nums text-xs text-muted-foreground">
          A {formatCount(seqs.a)} of {formatCount(last)} · B {formatCount(seqs.b)} of {formatCount(b.view.lastSeq)}
        </span>
      </div>
    </section>
  );
}

// What stands in place of a comparison that lacks a run: a list to choose it from.

"use client";

import { TriangleAlert } from "lucide-react";
import { type ReactElement, useState } from "react";
import type { RunDetail } from "stepscope/view";
import { shortId } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { RunChoices } from "./run-picker.tsx";

export interface ChooseRunsProps {
  readonly a: RunDetail | undefined;
  readonly b: RunDetail | undefined;
  readonly missing: readonly string[];
  readonly onChoose: (side: "a" | "b", runId: string) => void;
}

/** A heading, why a run is missing, and the runs. */
export function ChooseRuns({ a, b, missing, onChoose }: ChooseRunsProps): ReactElement {
  const [text, setText] = useState("");
  const side = a === undefined ? "a" : "b";
  const other = a ?? b;
  return (
    <section
      aria-label={`Choose run ${side.toUpperCase()}`}
      className="flex min-h-0 flex-1 flex-col border-t border-border bg-card"
    >
      <div className="flex flex-col gap-1 px-3 py-3 sm:px-4">
        <h2 className="text-md font-semibold">
          {other === undefined ? "Choose two runs" : `Choose run ${side.toUpperCase()}`}
        </h2>
        <p className="text-muted-foreground">
          {other === undefined
            ? "A is usually the earlier or the good one, B the one in question. In the list of runs, X selects and C compares."
            : `It stands beside ${visibleText(other.workflow)} ${shortId(other.runId)}. Runs of the same workflow come first.`}
        </p>
        {missing.map((id) => (
          <p key={id} role="alert" className="flex items-center gap-1.5 text-fail-fg">
            <TriangleAlert aria-hidden className="size-3.5" />
            Run {shortId(visibleText(id))} is not in the store. It may have been deleted.
          </p>
        ))}
      </div>
      <RunChoices
        label={`Choose run ${side.toUpperCase()}`}
        text={text}
        onText={setText}
        workflow={other?.workflow}
        exclude={undefined}
        onChoose={(run) => onChoose(side, run.runId)}
        className="min-h-0 flex-1 border-t border-border"
      />
    </section>
  );
}

// The steps of both runs as a list, the largest change first: what the graph shows, for reading.

import type { ReactElement } from "react";
import { formatCount, formatDurationDelta } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Delta } from "#ui/delta.tsx";
import { deltaTone } from "./compare-model.ts";
import type { DrawnComparison } from "./compared-steps.tsx";

/** Name, how often in A and in B, and the change of time. */
export function StepList({
  drawn,
  onSelect,
}: {
  readonly drawn: DrawnComparison;
  readonly onSelect: (step: string) => void;
}): ReactElement {
  const steps = [...drawn.graph.steps.values()].toSorted(
    (one, other) => Math.abs(other.deltaMs) - Math.abs(one.deltaMs),
  );
  return (
    <table className="w-full table-fixed text-xs">
      <thead>
        <tr className="h-6 text-2xs text-subtle-foreground [&>th]:font-normal">
          <th scope="col" className="text-left">
            Step
          </th>
          <th scope="col" className="w-12 text-right">
            A
          </th>
          <th scope="col" className="w-12 text-right">
            B
          </th>
          <th scope="col" className="w-20 text-right">
            Change
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr key={step.step} className="h-7 border-t border-gridline">
            <th scope="row" className="text-left font-medium">
              <button
                type="button"
                onClick={() => onSelect(step.step)}
                className="block max-w-full truncate hover:underline"
              >
                {visibleText(step.step)}
              </button>
            </th>
            <td className="nums text-right text-muted-foreground">{formatCount(step.a?.executions)}</td>
            <td className="nums text-right text-muted-foreground">{formatCount(step.b?.executions)}</td>
            <td className="text-right">
              <Delta
                text={step.change === "same" ? formatDurationDelta(step.deltaMs) : step.change}
                tone={step.change === "same" ? deltaTone(step.deltaMs) : step.change === "added" ? "worse" : "flat"}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

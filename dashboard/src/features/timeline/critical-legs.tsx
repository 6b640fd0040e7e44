// The part of the critical path that lies in a row, as a line under its bars.

import { type ReactElement, useMemo } from "react";
import type { CriticalLeg, CriticalPath, TimelineRow } from "stepscope/view";
import type { RunModel } from "#lib/run/use-run-model.ts";
import type { Scale } from "#lib/run/scale.ts";
import { placeLegs } from "./place-legs.ts";

const NONE: readonly CriticalLeg[] = [];

/** The legs of each execution, made when a path is first shown. */
const legsByExecution = new WeakMap<CriticalPath, Map<number, readonly CriticalLeg[]>>();

function legsOf(path: CriticalPath, executionIndex: number): readonly CriticalLeg[] {
  let known = legsByExecution.get(path);
  if (known === undefined) {
    known = Map.groupBy(path.legs, (leg) => leg.executionIndex);
    legsByExecution.set(path, known);
  }
  return known.get(executionIndex) ?? NONE;
}

function legsOfRow({ critical }: RunModel, row: TimelineRow): readonly CriticalLeg[] {
  if (row.kind === "execution") return legsOf(critical, row.executionIndex);
  if (row.kind !== "group") return NONE;
  const members = new Set(row.memberIndexes);
  return critical.legs.filter((leg) => members.has(leg.executionIndex));
}

/** The lines. */
export function CriticalLegs({
  row,
  model,
  scale,
}: {
  readonly row: TimelineRow;
  readonly model: RunModel;
  readonly scale: Scale;
}): ReactElement {
  // A row is made anew with each change of the list; what it stands for is not.
  const identity = row.kind === "group" ? row.memberIndexes : row.id;
  // oxlint-disable-next-line react/exhaustive-deps -- the row by its identity
  const legs = useMemo(() => legsOfRow(model, row), [model.critical, identity]);
  return (
    <>
      {placeLegs(legs, scale).map(({ left, right }) => (
        <i
          key={left}
          data-critical
          className="absolute top-[22px] h-0.5 min-w-[3px] rounded-[1px] bg-foreground max-sm:top-[19px]"
          style={{ left, width: right - left }}
        />
      ))}
    </>
  );
}

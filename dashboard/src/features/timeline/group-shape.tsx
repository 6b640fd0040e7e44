// Many executions of one step as the shape of how many ran at once, with a pin for each failure.

import { type ReactElement, useMemo } from "react";
import { type GroupRow, concurrencyShape } from "stepscope/view";
import { formatCount } from "#lib/format.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import type { Scale } from "#lib/run/scale.ts";
import { BarNote } from "./bar-note.tsx";

const HEIGHT_PX = 16;
const BUCKETS = 160;

/** Pins that would fall on one another become one. */
function pinsOf(failuresMs: Float64Array, scale: Scale): readonly number[] {
  const pins: number[] = [];
  for (const ms of failuresMs) {
    const x = scale.x(ms);
    if (x >= 0 && x <= scale.widthPx && x - (pins.at(-1) ?? -10) >= 2) pins.push(x);
  }
  return pins.slice(0, 200);
}

/** The shape of a group. */
export function GroupShape({
  row,
  model,
  scale,
}: {
  readonly row: GroupRow;
  readonly model: RunModel;
  readonly scale: Scale;
}): ReactElement {
  const { view, index } = model;
  const { memberIndexes } = row;
  const shape = useMemo(
    () => concurrencyShape(view, index, { memberIndexes, buckets: BUCKETS }),
    [view, index, memberIndexes],
  );
  const span = Math.max(1e-9, shape.toMs - shape.fromMs);
  const columns = useMemo(() => {
    let path = "";
    for (const [bucket, count] of shape.counts.entries()) {
      if (count === 0) continue;
      const left = scale.x(shape.fromMs + (bucket * span) / BUCKETS);
      const right = Math.max(left + 1, scale.x(shape.fromMs + ((bucket + 1) * span) / BUCKETS));
      if (right < 0 || left > scale.widthPx) continue;
      const height = Math.max(2, (count / Math.max(1, shape.peak)) * HEIGHT_PX);
      path += `M${left.toFixed(1)} ${HEIGHT_PX}V${(HEIGHT_PX - height).toFixed(1)}H${right.toFixed(1)}V${HEIGHT_PX}Z`;
    }
    return path;
  }, [shape, scale, span]);
  return (
    <>
      <svg aria-hidden className="absolute top-1.5 left-0 h-4 w-full overflow-visible max-sm:top-1" data-group-shape>
        <path d={columns} className="fill-k-step opacity-85" />
      </svg>
      {pinsOf(shape.failuresMs, scale).map((x) => (
        <i
          key={x}
          className="absolute top-1 h-5 w-[1.5px] bg-fail before:absolute before:-top-px before:-left-[1.75px] before:size-[5px] before:rotate-45 before:bg-fail max-sm:top-0.5"
          style={{ left: x }}
        />
      ))}
      <BarNote
        note={{ text: `${formatCount(shape.peak)} at a time`, tone: "plain", startMs: shape.fromMs, endMs: shape.toMs }}
        scale={scale}
      />
    </>
  );
}

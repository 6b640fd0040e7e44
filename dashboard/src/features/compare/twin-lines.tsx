// The playheads of both runs as lines through the rows, moved without drawing anything else again.

"use client";

import { type ReactElement, useEffect, useRef } from "react";
import type { Scale } from "#lib/run/scale.ts";
import type { CompareModel } from "./compare-model.ts";
import { type TwinPlayhead, type TwinPlayheadState, twinPoint } from "./twin-playhead.ts";

/** Two lines; none at the end of the runs, where they would say nothing. */
export function TwinLines({
  playhead,
  model,
  scale,
}: {
  readonly playhead: TwinPlayhead;
  readonly model: CompareModel;
  readonly scale: Scale;
}): ReactElement {
  const a = useRef<HTMLElement>(null);
  const b = useRef<HTMLElement>(null);
  useEffect(() => {
    const draw = (state: TwinPlayheadState): void => {
      const point = twinPoint(state, model);
      const place = (line: HTMLElement | null, ms: number): void => {
        if (line === null) return;
        line.style.display = point.isAtEnd ? "none" : "";
        line.style.transform = `translateX(${scale.x(ms)}px)`;
      };
      place(a.current, point.a.ms + model.axis.shiftA);
      place(b.current, point.b.ms + model.axis.shiftB);
    };
    draw(playhead.getState());
    return playhead.subscribe(draw);
  }, [playhead, model, scale]);
  return (
    <>
      <i ref={a} data-playhead="a" className="absolute inset-y-0 -ml-[.75px] w-[1.5px] bg-a" />
      <i ref={b} data-playhead="b" className="absolute inset-y-0 -ml-[.75px] w-[1.5px] bg-b" />
    </>
  );
}

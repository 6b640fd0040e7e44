// The lines of a drawn graph, with an arrow head in the colour of each.

import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";

/** One line. */
export interface DrawnEdge<Tone extends string> {
  readonly id: string;
  /** The line as an SVG path. */
  readonly path: string;
  readonly tone: Tone;
  readonly widthPx: number;
  /** An SVG dash pattern. @default solid */
  readonly dashes?: string | undefined;
  /** What a test may ask of it. */
  readonly data?: Readonly<Record<`data-${string}`, string | boolean>>;
}

/** The classes of a tone: of the line, and of its head. */
export interface EdgeTone {
  readonly line: string;
  readonly head: string;
}

export interface EdgeLayerProps<Tone extends string> {
  /** Keeps its arrow heads apart from those of another drawing on the page. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly tones: Readonly<Record<Tone, EdgeTone>>;
  readonly edges: readonly DrawnEdge<Tone>[];
}

/** Lies under the nodes and never takes the pointer. */
export function EdgeLayer<Tone extends string>({
  id,
  width,
  height,
  tones,
  edges,
}: EdgeLayerProps<Tone>): ReactElement {
  return (
    <svg aria-hidden className="pointer-events-none absolute inset-0 overflow-visible" width={width} height={height}>
      <defs>
        {Object.entries<EdgeTone>(tones).map(([tone, { head }]) => (
          <marker
            key={tone}
            id={`${id}-${tone}`}
            viewBox="0 0 8 8"
            refX={7}
            refY={4}
            markerWidth={7}
            markerHeight={7}
            orient="auto-start-reverse"
            markerUnits="userSpaceOnUse"
          >
            <path d="M0 0.5L8 4L0 7.5Z" className={head} />
          </marker>
        ))}
      </defs>
      {edges.map((edge) => (
        <path
          key={edge.id}
          d={edge.path}
          {...edge.data}
          markerEnd={`url(#${id}-${edge.tone})`}
          className={cn("fill-none", tones[edge.tone].line)}
          strokeWidth={edge.widthPx}
          strokeDasharray={edge.dashes}
        />
      ))}
    </svg>
  );
}

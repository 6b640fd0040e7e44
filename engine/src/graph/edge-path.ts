// Courses of edges as SVG path data: elbows with round corners between layers, curves for the ways back.

/** A point, in px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/**
 * The course from one layer to the next: down to the trunk, along it, down again.
 *
 * @param trunkY - height at which it runs sideways
 * @returns path data that goes on from `from`, without its `M`
 */
export function elbow(from: Point, to: Point, how: { readonly trunkY: number; readonly radius: number }): string {
  const across = to.x - from.x;
  if (Math.abs(across) < 0.5) return `V${fixed(to.y)}`;
  const { trunkY } = how;
  const radius = Math.max(0, Math.min(how.radius, Math.abs(across) / 2, trunkY - from.y, to.y - trunkY));
  const side = Math.sign(across) * radius;
  return (
    `V${fixed(trunkY - radius)}Q${fixed(from.x)} ${fixed(trunkY)} ${fixed(from.x + side)} ${fixed(trunkY)}` +
    `H${fixed(to.x - side)}Q${fixed(to.x)} ${fixed(trunkY)} ${fixed(to.x)} ${fixed(trunkY + radius)}V${fixed(to.y)}`
  );
}

/** `M`, for the beginning of a course. */
export function moveTo(point: Point): string {
  return `M${fixed(point.x)} ${fixed(point.y)}`;
}

/** The way back of a loop: out at the left of one node, up beside what lies between, in at the left of the other. */
export function backCurve(from: Point, to: Point, outX: number): string {
  return `${moveTo(from)}C${fixed(outX)} ${fixed(from.y)} ${fixed(outX)} ${fixed(to.y)} ${fixed(to.x)} ${fixed(to.y)}`;
}

/** A loop at the right side of one node. */
export function selfLoop(right: Point, size: number): string {
  const { x, y } = right;
  return `${moveTo({ x, y: y - size / 3 })}C${fixed(x + size)} ${fixed(y - size)} ${fixed(x + size)} ${fixed(y + size)} ${fixed(x)} ${fixed(y + size / 3)}`;
}

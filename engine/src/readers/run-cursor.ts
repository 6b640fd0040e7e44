// A place in a list of runs, as text that a URL can carry.

/** Where a page ends: the sort value and the number of its last row. */
export interface RunCursor {
  readonly key: number | null;
  readonly number: number;
  /** `after`: the rows that follow in the list's order; `before`: those that precede. */
  readonly side: "after" | "before";
}

/** A cursor as text. */
export function encodeCursor({ key, number, side }: RunCursor): string {
  return `${side}~${number}~${key ?? ""}`;
}

/** The cursor in a text; `undefined` when it is none. */
export function decodeCursor(text: string | undefined): RunCursor | undefined {
  const [side, number, key] = text?.split("~") ?? [];
  if ((side !== "after" && side !== "before") || number === undefined || key === undefined) return undefined;
  const cursor = { side, number: Number(number), key: key === "" ? null : Number(key) } as const;
  return Number.isFinite(cursor.number) && (cursor.key === null || Number.isFinite(cursor.key)) ? cursor : undefined;
}

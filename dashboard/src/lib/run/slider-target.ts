// What the keys of a replay's slider mean: records, larger steps, ends.

/** The record a key leads to from `seq`, which may lie before the first; `undefined` for a key that means nothing. */
export function sliderTarget(key: string, seq: number, lastSeq: number): number | undefined {
  const large = Math.max(10, Math.round(lastSeq / 20));
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: seq + 1,
    ArrowUp: seq + 1,
    ArrowLeft: seq - 1,
    ArrowDown: seq - 1,
    PageUp: seq + large,
    PageDown: seq - large,
    Home: 1,
    End: lastSeq,
  };
  return targets[key];
}

// Finds the word that somebody may have meant.

/** Longest distance at which a word still counts as a slip of the fingers, as a share of its length. */
const MAX_SHARE = 0.4;

/** The known word nearest to the one typed; undefined when none is near. */
export function closestWord(typed: string, known: readonly string[]): string | undefined {
  const near = known
    .map((word) => ({ word, distance: word.startsWith(typed) && typed.length > 1 ? 1 : distanceOf(typed, word) }))
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(word.length * MAX_SHARE)));
  return near.toSorted((a, b) => a.distance - b.distance)[0]?.word;
}

/** How many letters must be added, removed, changed or swapped with their neighbour. */
function distanceOf(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change, swap));
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}

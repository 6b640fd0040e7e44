// Random numbers that a seed repeats, so that a jittered delay can be worked out again.

/** A generator of numbers in [0, 1) that depends on nothing but the seed. */
export function seededRandom(seed: string): () => number {
  // FNV-1a turns the seed into 32 bits; mulberry32 turns those into a sequence.
  let state = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// Ids that are counted inside a run, such as `x12`: the number alone is smaller to keep and faster to look up.

const ZERO = "0".charCodeAt(0);
/** Numbers of so many digits are exact. */
const MOST_DIGITS = 15;

/** Says that an id is not a letter and a number. */
export const UNCOUNTED = -1;

/** The letter that an event's id begins with, as a character code. */
export const EVENT_LETTER = "e".charCodeAt(0);
/** The letter that an execution's id begins with, as a character code. */
export const EXECUTION_LETTER = "x".charCodeAt(0);

/** The number in an id such as `e12`, where the same id can be made from it again; else {@link UNCOUNTED}. */
export function countOf(id: string, letter: number): number {
  const { length } = id;
  if (length < 2 || length > MOST_DIGITS || id.charCodeAt(0) !== letter || id.charCodeAt(1) === ZERO) return UNCOUNTED;
  let count = 0;
  for (let index = 1; index < length; index++) {
    const digit = id.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return UNCOUNTED;
    count = count * 10 + digit;
  }
  return count;
}

/** What an execution is found by: its count, or its id where that is not counted. */
export type ExecutionKey = number | string;

/** The key of an execution. */
export function executionKey(executionId: string): ExecutionKey {
  const count = countOf(executionId, EXECUTION_LETTER);
  return count === UNCOUNTED ? executionId : count;
}

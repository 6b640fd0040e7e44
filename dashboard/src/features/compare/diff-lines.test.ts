import { describe, expect, it } from "vitest";
import { type DiffLine, diffLines, foldLines } from "./diff-lines.ts";

const NOTHING: ReadonlySet<string> = new Set();
const SIGN = { equal: " ", removed: "-", added: "+" } as const;

function written(lines: readonly DiffLine[]): readonly string[] {
  return lines.map(
    (line) => `${SIGN[line.kind]}${line.number} ${"  ".repeat(line.depth)}${line.name ?? ""}: ${line.text}`,
  );
}

describe("diffLines", () => {
  it("shows a changed value once as it was and once as it is, below the keys that lead to it", () => {
    const before = { query: { text: "a b", site: null }, pages: 4 };
    const after = { query: { text: "a c", site: null }, pages: 4 };
    expect(written(diffLines(before, after, NOTHING).lines)).toEqual([
      " 1 query: {",
      '-2   text: "a b"',
      '+2   text: "a c"',
      " 3   site: null",
      " 4 pages: 4",
    ]);
  });

  it("takes an inserted item for one difference", () => {
    expect(written(diffLines([1, 2, 3], [1, 9, 2, 3], NOTHING).lines)).toEqual([
      " 1 0: 1",
      "+2 1: 9",
      " 3 2: 2",
      " 4 3: 3",
    ]);
  });

  it("gives texts their counterpart, and nothing else", () => {
    const { lines } = diffLines({ a: "x", b: 1 }, { a: "y", b: 2 }, NOTHING);
    expect(lines.map((line) => line.other)).toEqual(['"y"', '"x"', undefined, undefined]);
  });

  it("leaves noise keys out and says how many of them differ", () => {
    const ignored = new Set(["id"]);
    const before = {
      id: 1,
      list: [
        { id: 2, v: 1 },
        { id: 3, v: 1 },
      ],
    };
    const after = {
      id: 9,
      list: [
        { id: 8, v: 1 },
        { id: 3, v: 2 },
      ],
    };
    const { lines, ignoredCount } = diffLines(before, after, ignored);
    expect(ignoredCount).toBe(2);
    expect(lines.filter((line) => line.kind !== "equal")).toHaveLength(2);
  });

  it("shows what only one side has with all that is in it", () => {
    expect(written(diffLines({}, { revision: { by: "me" } }, NOTHING).lines)).toEqual([
      "+1 revision: {",
      '+2   by: "me"',
    ]);
    expect(written(diffLines(undefined, 7, NOTHING).lines)).toEqual(["+1 : 7"]);
  });

  it("is mirrored when the values are swapped", () => {
    const a = { one: [1, 2], two: "x", three: { four: 4 } };
    const b = { one: [2], two: "y", five: true };
    const swapped = diffLines(b, a, NOTHING).lines;
    const count = (lines: readonly DiffLine[], kind: DiffLine["kind"]): number =>
      lines.filter((line) => line.kind === kind).length;
    const straight = diffLines(a, b, NOTHING).lines;
    expect(count(straight, "added")).toBe(count(swapped, "removed"));
    expect(count(straight, "removed")).toBe(count(swapped, "added"));
  });
});

describe("foldLines", () => {
  it("keeps one equal line on either side of a difference", () => {
    const numbers = Array.from({ length: 9 }, (_, at) => at);
    const { lines } = diffLines(numbers, numbers.with(4, 99), NOTHING);
    expect(foldLines(lines).map((line) => (line.kind === "fold" ? line.lines.length : line.kind))).toEqual([
      3,
      "equal",
      "removed",
      "added",
      "equal",
      3,
    ]);
  });

  it("does not fold a single line", () => {
    const { lines } = diffLines([0, 1, 2], [0, 1, 9], NOTHING);
    expect(foldLines(lines).every((line) => line.kind !== "fold")).toBe(true);
  });
});

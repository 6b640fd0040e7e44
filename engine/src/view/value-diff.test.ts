import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EncodedValue } from "../codec/encoded-value.ts";
import { diffValues, isSameValue, type ValueDifference } from "./value-diff.ts";

const value = fc.letrec<{ value: EncodedValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<EncodedValue>(null, 0, 1, "a", "b", true),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value")),
  ),
})).value;

describe("differences of values", () => {
  it("are none between equal values, and some between others", () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(diffValues(one, structuredClone(one))).toEqual([]);
        expect(diffValues(one, other).length === 0).toBe(isSameValue(one, other));
      }),
    );
  });

  it("mirror when the values are swapped", () => {
    const mirrored = ({ kind, path, ...rest }: ValueDifference): ValueDifference => {
      const ends = {
        ...("after" in rest ? { before: rest.after } : {}),
        ...("before" in rest ? { after: rest.before } : {}),
      };
      return { kind: kind === "changed" ? kind : kind === "added" ? "removed" : "added", path, ...ends };
    };
    const byPath = (one: ValueDifference, other: ValueDifference): number =>
      JSON.stringify(one.path).localeCompare(JSON.stringify(other.path));
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(diffValues(other, one).map(mirrored).toSorted(byPath)).toEqual(diffValues(one, other).toSorted(byPath));
      }),
    );
  });

  it("say one inserted item once", () => {
    expect(diffValues([1, 2, 3], [1, 9, 2, 3])).toEqual([{ kind: "added", path: [1], after: 9 }]);
    expect(diffValues({ list: ["a", "b", "c"] }, { list: ["a", "c"] })).toEqual([
      { kind: "removed", path: ["list", 1], before: "b" },
    ]);
  });

  it("pass over ignored keys at any depth, also where only one side has them", () => {
    const ignoredKeys = new Set(["id", "at"]);
    const one = { id: 1, items: [{ at: 5, name: "x" }] };
    const other = { items: [{ id: 7, name: "x" }] };
    expect(diffValues(one, other, { ignoredKeys })).toEqual([]);
    expect(isSameValue(one, other, ignoredKeys)).toBe(true);
    expect(isSameValue(one, other)).toBe(false);
  });

  it("treat keys of every name as data", () => {
    const hostile: EncodedValue = JSON.parse('{"__proto__":1,"constructor":2}');
    expect(diffValues(hostile, {}).map((difference) => difference.path)).toEqual([["__proto__"], ["constructor"]]);
    expect(isSameValue({}, hostile)).toBe(false);
  });

  it("stop at a limit", () => {
    const many = Array.from({ length: 50 }, (_, at) => at);
    expect(
      diffValues(
        many,
        many.map((at) => at + 0.5),
        { limit: 7 },
      ),
    ).toHaveLength(7);
  });
});

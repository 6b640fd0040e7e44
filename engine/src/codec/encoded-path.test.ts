// Reading and changing encoded trees leaves everything off the path as it is.

import { describe, expect, it } from "vitest";
import { encode } from "./encode.ts";
import { isEncodedEqual, matchesWhere } from "./encoded-equal.ts";
import { deleteAt, getAt, setAt } from "./encoded-path.ts";

describe("encoded paths", () => {
  const tree = encode({ user: { names: ["Anne", "Mary"] }, other: { big: [1] } });

  it("reads objects and arrays, and says nothing about paths that lead nowhere", () => {
    expect(getAt(tree, ["user", "names", 1])).toBe("Mary");
    expect(getAt(tree, ["user", "nobody", "x"])).toBeUndefined();
    expect(getAt(tree, ["user", "constructor"])).toBeUndefined();
    expect(getAt(tree, [])).toBe(tree);
  });

  it("changes one place and keeps the reference of every other", () => {
    const changed = setAt(tree, ["user", "names", 0], "Grace");
    expect(changed).toStrictEqual({ user: { names: ["Grace", "Mary"] }, other: { big: [1] } });
    expect(getAt(changed, ["other"])).toBe(getAt(tree, ["other"]));
    expect(getAt(tree, ["user", "names", 0])).toBe("Anne");
  });

  it("makes the objects missing on the way", () => {
    expect(setAt({}, ["a", "b", "c"], 1)).toStrictEqual({ a: { b: { c: 1 } } });
  });

  it("removes keys and splices items", () => {
    expect(deleteAt(tree, ["user", "names", 0])).toStrictEqual({ user: { names: ["Mary"] }, other: { big: [1] } });
    expect(deleteAt(tree, ["other"])).toStrictEqual({ user: { names: ["Anne", "Mary"] } });
    expect(deleteAt(tree, ["nothing", "here"])).toBe(tree);
  });

  it("sees through the tag of an object that owns a key `$`, and puts it back", () => {
    const tagged = encode({ a: { $: "Date", v: 1 } });
    expect(getAt(tagged, ["a", "v"])).toBe(1);
    expect(setAt(tagged, ["a", "v"], 2)).toStrictEqual({ a: { $: "Object", v: { $: "Date", v: 2 } } });
    expect(setAt({ a: {} }, ["a", "$"], 2)).toStrictEqual({ a: { $: "Object", v: { $: 2 } } });
    expect(deleteAt(tagged, ["a", "$"])).toStrictEqual({ a: { v: 1 } });
  });

  it("treats `__proto__` as data", () => {
    const changed = setAt({}, ["__proto__", "polluted"], true);
    expect(JSON.stringify(changed)).toBe('{"__proto__":{"polluted":true}}');
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("equality of encoded values", () => {
  it("is deep, ignores the order of keys, and tells tags apart", () => {
    expect(isEncodedEqual({ a: [1, { b: 2 }], c: null }, { c: null, a: [1, { b: 2 }] })).toBe(true);
    expect(isEncodedEqual(encode(new Date(1)), encode(new Date(2)))).toBe(false);
    expect(isEncodedEqual({ a: 1 }, { b: 1 })).toBe(false);
    expect(isEncodedEqual([1], { 0: 1 })).toBe(false);
    expect(isEncodedEqual([1], [1, 2])).toBe(false);
  });

  it("matches an object when every attribute asked for is present and equal", () => {
    const payload = { user: { id: 1 }, answer: "yes" };
    expect(matchesWhere(payload, { user: { id: 1 } })).toBe(true);
    expect(matchesWhere(payload, {})).toBe(true);
    expect(matchesWhere(payload, { user: {} })).toBe(false);
    expect(matchesWhere(payload, { missing: encode(undefined) })).toBe(false);
    expect(matchesWhere({ a: encode(new Date(3)) }, { a: encode(new Date(3)) })).toBe(true);
  });
});

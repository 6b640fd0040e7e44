// Tags of encoded values, and one-line previews.

import { describe, expect, it } from "vitest";
import { previewOf, proseOf, shownValue } from "./encoded.ts";

describe("shownValue", () => {
  it("knows references, redactions, wrapped objects and other tags", () => {
    expect(shownValue({ $: "Payload", hash: "ab", bytes: 40_000 })).toEqual({
      kind: "reference",
      reference: { $: "Payload", hash: "ab", bytes: 40_000 },
    });
    expect(shownValue({ $: "Redacted", why: "key:apiKey" })).toEqual({ kind: "redacted", why: "key:apiKey" });
    expect(shownValue({ $: "Object", v: { $: "Date" } })).toEqual({ kind: "object", entries: [["$", "Date"]] });
    expect(shownValue({ $: "Date", v: "2026-01-01T00:00:00.000Z" })).toEqual({
      kind: "tagged",
      tag: "Date",
      text: "2026-01-01T00:00:00.000Z",
    });
    expect(shownValue({ $: "Map", v: [["a", 1]] })).toEqual({
      kind: "tagged",
      tag: "Map",
      text: "",
      inner: [["a", 1]],
    });
  });

  it("treats a key that is not a tag as plain", () => {
    expect(shownValue({ $: 5 })).toEqual({ kind: "object", entries: [["$", 5]] });
  });
});

describe("previews", () => {
  it.each([
    [null, "null"],
    ["hi", '"hi"'],
    [[], "[ ]"],
    [[1], "[ 1 item ]"],
    [{ a: 1, b: "two", c: [1, 2], d: { e: 1 } }, '{ a: 1, b: "two", c: [2], d: {…} }'],
    [{ $: "Redacted", why: "" }, "redacted"],
  ])("of %j is %s", (value, preview) => {
    expect(previewOf(value)).toBe(preview);
  });

  it("cuts long text", () => {
    expect(previewOf("x".repeat(500), 10).length).toBeLessThan(16);
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key${at}`, at]));
    expect(previewOf(wide, 80).length).toBeLessThan(90);
  });

  it("finds prose in a string or a single field", () => {
    expect(proseOf("text")).toBe("text");
    expect(proseOf({ topic: "pirates" })).toBe("pirates");
    expect(proseOf({ a: "x", b: "y" })).toBeUndefined();
  });
});

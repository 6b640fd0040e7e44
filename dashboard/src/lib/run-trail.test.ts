// A kept list reads back; anything else in its place is no list.

import { describe, expect, it } from "vitest";
import { parseTrail } from "./run-trail.ts";

describe("parseTrail", () => {
  it("reads a list", () => {
    const trail = { href: "/runs?q=status%3Afailed", runIds: ["a", "b"] };
    expect(parseTrail(JSON.stringify(trail))).toEqual(trail);
  });

  it.each([
    "",
    "null",
    "{",
    '{"href":"/runs"}',
    '{"href":"/runs","runIds":[1]}',
    '{"href":"//elsewhere","runIds":[]}',
    '{"href":"/runsome","runIds":[]}',
    '{"href":"javascript:alert(1)","runIds":[]}',
  ])("takes %j for none", (text) => {
    expect(parseTrail(text)).toBeUndefined();
  });
});

import { expect, test } from "vitest";
import { previewOf, questionText, searchTextOf, shorten } from "./value-text.ts";

test("a value that is one text reads as that text", () => {
  expect(previewOf("pirates")).toBe("pirates");
  expect(previewOf({ topic: "pirates\n  and ships" })).toBe("pirates and ships");
});

test("anything else reads as short JSON, with tags in words", () => {
  expect(previewOf({ a: 1, b: ["x", null, true] })).toBe(`{ a: 1, b: ["x", null, true] }`);
  expect(previewOf({ key: { $: "Redacted", why: "key:apiKey" }, at: { $: "Date", v: "2026-01-01" } })).toBe(
    `{ key: [redacted], at: "2026-01-01" }`,
  );
  expect(previewOf({ $: "Payload", hash: "ab", bytes: 70_000 })).toBe("[70000 bytes]");
});

test("a question is the field that puts it, else the whole payload", () => {
  expect(questionText({ requestId: "r1", question: "Refund 65 €?", reply: "Dear Grace" })).toBe("Refund 65 €?");
  expect(questionText({ requestId: "r1", question: 7, message: "Publish it?" })).toBe("Publish it?");
  expect(questionText({ amount: 65 })).toBe("{ amount: 65 }");
  expect(questionText("Really?")).toBe("Really?");
});

test("a huge value costs only what is shown, and no pair is cut in half", () => {
  const preview = previewOf({ list: Array.from({ length: 1_000_000 }, () => "x".repeat(20)) });
  expect(preview).toHaveLength(200);
  const emoji = shorten("🐈".repeat(300));
  expect(emoji.length).toBeLessThanOrEqual(200);
  expect(emoji.isWellFormed()).toBe(true);
});

test("search text is the words, not the structure", () => {
  const value = {
    topic: "猫",
    list: [1, { deep: "fish" }],
    gone: { $: "Redacted", why: "x" },
    when: { $: "Date", v: "2026" },
  };
  expect(searchTextOf(value, 1_000).split("\n")).toEqual(["猫", "1", "fish", "2026"]);
  expect(searchTextOf({ text: "y".repeat(100) }, 10)).toBe("y".repeat(10));
});

import { expect, it } from "vitest";

import type { EncodedValue } from "../../codec/encoded-value.ts";
import { payloadListText, payloadText } from "./payload-text.ts";

it.each<[EncodedValue, string, string]>([
  ["hello", "hello", "text/plain"],
  [{ topic: "pirates" }, "pirates", "text/plain"],
  [{ n: 1 }, '{"n":1}', "application/json"],
  [{ a: "x", b: "y" }, '{"a":"x","b":"y"}', "application/json"],
  [["x"], '["x"]', "application/json"],
  [null, "null", "application/json"],
  [{}, "{}", "application/json"],
  [
    { at: { $: "Date", v: 0 }, n: { $: "BigInt", v: "12" } },
    '{"at":"1970-01-01T00:00:00.000Z","n":"12"}',
    "application/json",
  ],
  [{ secret: { $: "Redacted", why: "key:secret" } }, "[redacted: key:secret]", "text/plain"],
  [{ $: "Redacted", why: "secret in text", text: "use [redacted]" }, "use [redacted]", "text/plain"],
])("reads %j as people do", (value, text, mimeType) => {
  expect(payloadText(value)).toEqual({ text, mimeType });
});

it("cuts what is over the budget, whatever its shape", () => {
  const values: readonly EncodedValue[] = [
    "x".repeat(5_000),
    { a: "x".repeat(5_000), b: 1 },
    Array.from({ length: 5_000 }, () => "x"),
    Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index])),
  ];
  for (const value of values) {
    const { text } = payloadText(value, 200);
    expect(text.length).toBeLessThan(400);
    expect(text.length).toBeGreaterThan(100);
  }
});

it("reads no more of a huge value than the budget", () => {
  let reads = 0;
  const row = {
    get value(): string {
      reads++;
      return "x".repeat(50);
    },
  };
  payloadText(
    Array.from({ length: 10_000 }, () => row),
    1_000,
  );
  expect(reads).toBeLessThan(100);
});

it("lists several events with their types", () => {
  expect(
    payloadListText([
      { type: "A", payload: { a: 1 } },
      { type: "B", payload: "b" },
    ]),
  ).toEqual({
    text: '[{"type":"A","payload":{"a":1}},{"type":"B","payload":"b"}]',
    mimeType: "application/json",
  });
});

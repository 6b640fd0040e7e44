// The codec gives back exactly what it was given, and refuses the rest with its path.

import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventNotSerializableError, EventTooLargeError } from "../errors/event-errors.ts";
import { OptionError } from "../errors/option-error.ts";
import { ValueUnreadableError } from "../errors/value-unreadable-error.ts";
import { decode } from "./decode.ts";
import { encode, encodeFrozen } from "./encode.ts";
import type { EncodedValue } from "./encoded-value.ts";
import { registerValueCodec } from "./value-codec.ts";

/** Through JSON text and back, as a value travels through the journal. */
function roundTrip(value: unknown): unknown {
  const stored: EncodedValue = JSON.parse(JSON.stringify(encode(value)));
  return decode(stored);
}

function refusal(value: unknown): EventNotSerializableError {
  try {
    encode(value, "Ping");
  } catch (error) {
    if (error instanceof EventNotSerializableError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const special = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.bigInt(),
  fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
  fc.webUrl().map((text) => new URL(text)),
  fc.uint8Array(),
  fc.float64Array(),
  fc.bigInt64Array({ maxLength: 4 }),
  fc.int16Array().map((view) => view.buffer),
  fc
    .tuple(fc.stringMatching(/^[a-z]+$/), fc.constantFrom("", "g", "iu"))
    .map(([source, flags]) => new RegExp(source, flags)),
  fc.string().map((message) => new TypeError(message, { cause: new RangeError("inner") })),
);

/** Keys of one length that JSON must escape, and keys that look as if they had been. */
const oddKey = fc.stringMatching(/^[h|"\\\n%02]{1,6}$/);

const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.jsonValue(),
    special,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string(), oddKey, fc.constantFrom("$", "v", "__proto__", "constructor", "then")),
      tie("value"),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
    fc
      .uniqueArray(fc.tuple(fc.string(), tie("value")), { maxLength: 3, selector: ([key]) => key })
      .map((pairs) => new Map(pairs)),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => new Set(items)),
    fc.sparseArray(tie("value"), { maxNumElements: 3, maxLength: 9 }),
  ),
})).value;

describe("round trip", () => {
  it("gives back 20,000 random values exactly", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        // Unlike `toStrictEqual`, it does not mistake a key called "constructor" for the class.
        deepStrictEqual(decode(encode(value)), value);
        deepStrictEqual(roundTrip(value), value);
      }),
      { numRuns: 20_000 },
    );
  });

  it("keeps keys that JSON must escape: Node 24's JSON.parse takes one for another of the same length", () => {
    const [first, second] = [
      { h: 1, "|\\": {} },
      { h: null, '|"': {}, "%0022": 1, $: "Date", "\ud800": 2 },
    ];
    expect(roundTrip({ list: [first, second] })).toStrictEqual({ list: [first, second] });
    expect(JSON.stringify(encode(second))).not.toContain("\\");
  });

  it("keeps what tells errors apart: name, message, stack, code, status, cause, aggregated errors", () => {
    class RateLimit extends Error {
      override readonly name = "RateLimit";
      readonly status = 429;
      readonly code = "rate_limited";
    }
    const error = new RateLimit("slow down", { cause: new AggregateError([new Error("a"), "b"], "both") });
    const back = roundTrip(error);
    expect(back).toMatchObject({
      name: "RateLimit",
      message: "slow down",
      status: 429,
      code: "rate_limited",
      stack: error.stack,
    });
    expect(back).toMatchObject({ cause: { message: "both", errors: [{ message: "a" }, "b"] } });
    expect(back).toBeInstanceOf(Error);
  });

  it("keeps holes, lastIndex, buffers and a key that looks like a tag", () => {
    const expression = /a/g;
    expression.lastIndex = 3;
    const sparse: unknown[] = [1];
    sparse[3] = new Date(5);
    const value = { expression, sparse, buffer: Buffer.from("héllo"), $: "Date", v: { $: 1 } };
    const back = roundTrip(value);
    expect(back).toStrictEqual(value);
    expect(1 in Object(Reflect.get(Object(back), "sparse"))).toBe(false);
  });

  it("treats hostile keys as data", () => {
    const hostile: unknown = JSON.parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"bad":1}},"d":null}',
    );
    const back = roundTrip({ hostile, when: new Date(0) });
    expect(JSON.stringify(Reflect.get(Object(back), "hostile"))).toBe(JSON.stringify(hostile));
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    const withDate: unknown = JSON.parse('{"__proto__":{"x":1}}');
    Reflect.set(Object(withDate), "when", new Date(1));
    expect(roundTrip(withDate)).toStrictEqual(withDate);
  });

  it("refuses codecs that could not be read back", () => {
    const codec = { name: "Thing", accepts: () => true, encode: () => 1, decode: () => 1 };
    for (const bad of [{ name: "Date" }, { name: "Uint8Array" }, { name: "" }, { accepts: undefined }, { decode: 1 }])
      expect(() => Reflect.apply(registerValueCodec, undefined, [{ ...codec, ...bad }])).toThrow(OptionError);
  });

  it("reads and writes a class that has a codec", () => {
    class Money {
      readonly cents: bigint;
      constructor(cents: bigint) {
        this.cents = cents;
      }
    }
    registerValueCodec<Money>({
      name: "Money",
      accepts: (value): value is Money => value instanceof Money,
      encode: ({ cents }) => cents,
      decode: (cents) => new Money(typeof cents === "bigint" ? cents : 0n),
    });
    expect(roundTrip([new Money(12n)])).toStrictEqual([new Money(12n)]);
  });
});

describe("plain values", () => {
  it("are their own encoding, by reference", () => {
    const plain = { a: [1, "x", null, true, { b: {} }], c: 1.5 };
    expect(encode(plain)).toBe(plain);
    expect(decode(encode(plain))).toBe(plain);
  });

  it("stay untouched beside a tagged sibling, by reference", () => {
    const inner = { deep: [1, 2, 3] };
    const encoded = encode({ inner, when: new Date(0) });
    expect(Reflect.get(Object(encoded), "inner")).toBe(inner);
  });

  it("are frozen all the way down when asked", () => {
    const value = { list: [{ n: 1 }], when: new Date(0) };
    encodeFrozen(value);
    expect([value, value.list, value.list[0]].every(Object.isFrozen)).toBe(true);
    expect(Object.isFrozen(value.when)).toBe(false);
    const open = { list: [] };
    encode(open);
    expect(Object.isFrozen(open.list)).toBe(false);
  });
});

describe("refusals", () => {
  class Client {}
  const cycle: { next: { back?: unknown } } = { next: {} };
  cycle.next.back = cycle;

  it.each([
    { what: "a function", value: { run: () => 1 }, path: "Ping.run", message: /function run/ },
    { what: "a symbol", value: [[Symbol("s")]], path: "Ping[0][0]", message: /symbol/ },
    { what: "a promise", value: { p: Promise.resolve(1) }, path: "Ping.p", message: /await it first/ },
    {
      what: "a class instance",
      value: { "the client": new Client() },
      path: 'Ping["the client"]',
      message: /instance of Client/,
    },
    { what: "a weak map", value: { a: new WeakMap() }, path: "Ping.a", message: /instance of WeakMap/ },
    { what: "a boxed number", value: { a: Object(1) }, path: "Ping.a", message: /instance of Number/ },
    {
      what: "a subclass of Map",
      value: { a: new (class Registry extends Map {})() },
      path: "Ping.a",
      message: /instance of Registry/,
    },
    { what: "a cycle", value: cycle, path: "Ping.next.back", message: /cycle/ },
    {
      what: "something inside a Map",
      value: new Map([["key", { f: Symbol("x") }]]),
      path: "Ping.key.f",
      message: /symbol/,
    },
    { what: "something inside a Set", value: new Set([1, Symbol("x")]), path: "Ping[1]", message: /symbol/ },
  ])("names the path of $what", ({ value, path, message }) => {
    const error = refusal(value);
    expect(error.path).toBe(path);
    expect(error.message).toMatch(message);
    expect(error.code).toBe("EVENT_NOT_SERIALIZABLE");
  });

  it("allows 512 levels and refuses 513", () => {
    const nest = (levels: number): unknown => {
      let value: unknown = "leaf";
      for (let level = 0; level < levels; level++) value = [value];
      return value;
    };
    expect(roundTrip(nest(512))).toStrictEqual(nest(512));
    expect(refusal(nest(513)).message).toMatch(/512 levels/);
  });

  it("refuses more than 64 MiB, counted in bytes of JSON", () => {
    const limit = 64 * 1024 * 1024;
    expect(() => encode("x".repeat(limit - 2))).not.toThrow();
    expect(() => encode("x".repeat(limit - 1), "Ping")).toThrow(EventTooLargeError);
    expect(() => encode("é".repeat(limit / 2))).toThrow(EventTooLargeError);
    const bomb = Array.from({ length: 30 }).reduce<unknown>((inner) => [inner, inner], "boom");
    expect(() => encode(bomb)).toThrow(EventTooLargeError);
  });
});

describe("damaged journals", () => {
  it.each([
    [{ $: "Nope", v: 1 }],
    [{ $: "BigInt", v: "x" }],
    [{ $: "Map", v: [[1]] }],
    [{ $: 5 }],
    [{ $: "URL" }],
    [{ $: "Object", v: 1 }],
  ])("are refused: %j", (encoded) => {
    expect(() => decode(encoded)).toThrow(ValueUnreadableError);
  });

  it("leaves what privacy removed, and what is out of line, as tags", () => {
    const encoded = { a: { $: "Redacted", why: "key:a" }, b: { $: "Payload", hash: "00", bytes: 9 } };
    expect(decode(encoded)).toBe(encoded);
  });
});

import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import type { EncodedValue } from "./encoded-value.ts";
import { createRedactor, currentRedactor, isRedacted, setRedactor } from "./redactor.ts";
import { hideSettingsOf, secretEnvironmentValues, type RedactionSettings } from "./redact-settings.ts";

const at = (settings: RedactionSettings = {}) =>
  createRedactor({ environment: {}, hash: (text) => createHash("sha256").update(text).digest("hex"), ...settings });
const hide = (value: EncodedValue, settings: RedactionSettings = {}) => at(settings).value(value, { place: "event" });

describe("keys", () => {
  it.each([
    "password",
    "apiKey",
    "API_KEY",
    "x-api-key",
    "Authorization",
    "client_secret",
    "dbPassword",
    "Set-Cookie",
    "openaiApiKey",
  ])("hides what stands under %s", (key) => {
    expect(hide({ a: [{ [key]: "hunter2" }] })).toEqual({ a: [{ [key]: { $: "Redacted", why: `key:${key}` } }] });
  });

  it.each([
    { tokens: 12 },
    { token: "Hello" },
    { nextPageToken: "abcdefgh12345678abcdefgh" },
    { keyboard: "qwerty" },
    { secretary: "Ann" },
    { password: null },
  ])("leaves %j, by reference", (value) => {
    expect(hide(value)).toBe(value);
  });

  it("hides a token only when its value looks like one", () => {
    expect(hide({ token: "8f14e45fceea167a5a36dedd4bea2543" })).toEqual({ token: { $: "Redacted", why: "key:token" } });
  });

  it("hides whole objects, header pairs and entries of a Map", () => {
    expect(hide({ credentials: { user: "a", pass: "b" } })).toEqual({
      credentials: { $: "Redacted", why: "key:credentials" },
    });
    expect(hide({ $: "Map", v: [["password", "hunter2"]] })).toEqual({
      $: "Map",
      v: [["password", { $: "Redacted", why: "key:password" }]],
    });
  });

  it("takes names and patterns of the application, whatever the case of a name", () => {
    expect(hide({ "Patient-Id": 1, caseNumber: 2, other: 3 }, { keys: ["patientId", /^case/g] })).toEqual({
      "Patient-Id": { $: "Redacted", why: "key:Patient-Id" },
      caseNumber: { $: "Redacted", why: "key:caseNumber" },
      other: 3,
    });
  });

  it("keeps __proto__ plain data", () => {
    const value: EncodedValue = JSON.parse('{"__proto__":{"password":"hunter2"}}');
    const after = hide(value);
    expect(Object.keys(after ?? {})).toEqual(["__proto__"]);
    expect(JSON.stringify(after)).not.toContain("hunter2");
  });
});

describe("texts", () => {
  const filter = (text: string, settings: RedactionSettings = {}) => at(settings).text(text, "event");

  it.each([
    ["key is sk-proj-abcdefghijklmnop1234", "key is [redacted]"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0", "[redacted]"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY----- after", "[redacted] after"],
    ["ghp_abcdefghijklmnopqrstuvwxyz123456", "[redacted]"],
    ["AKIAIOSFODNN7EXAMPLE", "[redacted]"],
    ["postgres://app:hunter2@db:5432/x", "postgres://app:[redacted]@db:5432/x"],
    ["Authorization: Bearer abc.def123456", "Authorization: Bearer [redacted]"],
    ["https://x.io/a?api_key=abcdef123&q=1", "https://x.io/a?api_key=[redacted]&q=1"],
    ['{"user":"a","password":"hunter2"}', '{"user":"a","password":"[redacted]"}'],
    ['"{\\"password\\":\\"hunter2\\"}"', '"{\\"password\\":\\"[redacted]\\"}"'],
    ["login failed, password: correcthorse", "login failed, password: [redacted]"],
  ])("%s", (text, clean) => {
    expect(filter(text)).toBe(clean);
  });

  it.each([
    "A bearer of news and basic information walked in.",
    "The secret: patience. The key: practice.",
    "https://example.com/a/very/long/path/that/has/no/secret?page=2&sort=asc",
    "tokens=12, total: 42",
    '{"question":"what is a password?","answer":"a word"}',
  ])("leaves: %s", (text) => {
    expect(filter(text)).toBe(text);
  });

  it("stays fast on hostile text", () => {
    const hostile = [
      '"password":"'.repeat(20_000),
      "://a:".repeat(50_000),
      `eyJ${"a".repeat(200_000)}`,
      "-----BEGIN PRIVATE KEY-----".repeat(5_000),
    ];
    for (const text of hostile) expect(filter(text).length).toBeGreaterThan(0);
  }, 5_000);

  it("hides values of secret-looking environment variables, and what the application's patterns match", () => {
    const environment = {
      DATABASE_PASSWORD: "correct horse",
      PATH: "/usr/bin:/bin",
      AUTH_FILE: "/etc/very/long/path",
      API_KEY: "short",
    };
    expect(secretEnvironmentValues(environment)).toEqual(["correct horse"]);
    expect(filter("it is correct horse.", { environment })).toBe("it is [redacted].");
    expect(filter("case 123-45", { values: [/\d{3}-\d{2}/] })).toBe("case [redacted]");
  });

  it("marks a value of which a part was hidden, so that a resume cannot mistake it for the real one", () => {
    expect(hide({ note: "use sk-proj-abcdefghijklmnop1234 now" })).toEqual({
      note: { $: "Redacted", why: "secret in text", text: "use [redacted] now" },
    });
  });
});

describe("errors", () => {
  it("cleans message, stack, cause and thrown value, and keeps the frames", () => {
    const clean = at().error({
      name: "Error",
      message: "bad key sk-proj-abcdefghijklmnop1234",
      stack: "Error: bad key sk-proj-abcdefghijklmnop1234\n    at f (a.ts:1:2)",
      cause: { name: "NonError", message: "x", value: { password: "hunter2" } },
      errors: [{ name: "Error", message: "also sk-proj-abcdefghijklmnop1234" }],
    });
    expect(clean.message).toBe("bad key [redacted]");
    expect(clean.errors?.[0]?.message).toBe("also [redacted]");
    expect(clean.stack).toBe("Error: bad key [redacted]\n    at f (a.ts:1:2)");
    expect(clean.cause?.value).toEqual({ password: { $: "Redacted", why: "key:password" } });
  });

  it("shows no message where inputs are hidden: it may quote them", () => {
    const clean = at({ hide: { inputs: true } }).error({
      name: "TypeError",
      message: "cannot read Alice",
      stack: "TypeError: cannot read Alice\n  and Bob\n    at f",
    });
    expect(JSON.stringify(clean)).not.toMatch(/Alice|Bob/);
    expect(clean.stack).toContain("at f");
  });
});

describe("mask, sensitive and capture", () => {
  it("asks the mask last, with the place", () => {
    const seen: unknown[] = [];
    const mask: RedactionSettings["mask"] = (value, where) => {
      seen.push(where);
      return value === "Alice" ? "A." : value;
    };
    expect(at({ mask }).value("Alice", { place: "input", eventType: "Start" })).toBe("A.");
    expect(seen).toEqual([{ place: "input", eventType: "Start", path: [] }]);
  });

  it("asks the mask about every part", () => {
    const paths: string[] = [];
    const mask: RedactionSettings["mask"] = (value, where) => {
      paths.push((where.path ?? []).join("."));
      return typeof value === "string" ? value.toUpperCase() : value;
    };
    expect(hide({ a: ["x", { b: "y" }], at: { $: "Date", v: 0 } }, { mask })).toEqual({
      a: ["X", { b: "Y" }],
      at: { $: "Date", v: 0 },
    });
    expect(paths).toEqual(["", "a", "a.0", "a.1", "a.1.b", "at", "at.v"]);
  });

  it("stores nothing of a value whose masker throws or returns what cannot be stored", () => {
    const failed = { $: "Redacted", why: "masker failed" };
    const throws = () => {
      throw new Error("no");
    };
    expect(hide({ a: "secret thing" }, { mask: throws })).toEqual(failed);
    expect(hide({ a: 1 }, { mask: () => JSON.parse("[]")["missing"] })).toEqual(failed);
    expect(at({ mask: throws }).text("secret thing", "error")).toBe("[redacted: masker failed]");
  });

  it("hides the sensitive fields of a payload", () => {
    expect(at().value({ ssn: "1", name: "a" }, { place: "event", sensitive: ["ssn"] })).toEqual({
      ssn: { $: "Redacted", why: "sensitive" },
      name: "a",
    });
  });

  it("keeps a hash, or nothing", () => {
    expect(hide({ a: 1 }, { captureContent: "none" })).toEqual({ $: "Redacted", why: "not captured" });
    const first = hide({ a: 1 }, { captureContent: "hash" });
    expect(isRedacted(first) && first.why).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(hide({ a: 1 }, { captureContent: "hash" })).toEqual(first);
    expect(hide({ a: 2 }, { captureContent: "hash" })).not.toEqual(first);
  });

  it("honours the environment's hiding switches per place", () => {
    const redactor = createRedactor({
      environment: { OPENINFERENCE_HIDE_INPUTS: "true", OPENINFERENCE_HIDE_OUTPUT_TEXT: "1" },
    });
    expect(redactor.value("x", { place: "input" })).toEqual({ $: "Redacted", why: "hidden" });
    expect(redactor.value("x", { place: "event" })).toEqual({ $: "Redacted", why: "hidden" });
    expect(redactor.value("x", { place: "output" })).toBe("x");
    expect(redactor.value("x", { place: "outputText" })).toEqual({ $: "Redacted", why: "hidden" });
    expect(hideSettingsOf({}).base64ImageMaxLength).toBe(32_000);
  });
});

it("hides what it fails on", () => {
  const hostile = /(?:)/;
  Object.defineProperty(hostile, "source", { value: "(?<=x" });
  expect(() => at({ values: [hostile] })).toThrow(SyntaxError);
  const trap = {
    get a(): string {
      throw new Error("no");
    },
  };
  expect(hide(trap)).toEqual({ $: "Redacted", why: "redaction failed" });
});

it("is one per process, and can be set back", () => {
  const mine = at();
  const before = setRedactor(mine);
  expect(currentRedactor()).toBe(mine);
  setRedactor(before);
  expect(currentRedactor()).not.toBe(mine);
});

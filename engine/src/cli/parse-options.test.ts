import { describe, expect, it } from "vitest";
import { closestWord } from "./closest-word.ts";
import type { CommandOption } from "./command-option.ts";
import { parseOptions } from "./parse-options.ts";
import { parseBytes, parseCount, parseDurationMs, parseMomentMs, parsePort } from "./parse-quantity.ts";
import { UsageError } from "./usage-error.ts";

const OPTIONS: readonly CommandOption[] = [
  { name: "db", value: "<file>", summary: "" },
  { name: "port", short: "p", value: "<n>", summary: "" },
  { name: "run", value: "<id>", isRepeatable: true, summary: "" },
  { name: "open", summary: "" },
];

describe("options", () => {
  it("are read in every way of writing them", () => {
    const options = parseOptions(["--db", "a b.db", "-p", "80", "--run=1", "--run", "2", "--open"], OPTIONS);
    expect(options.text("db")).toBe("a b.db");
    expect(options.text("port")).toBe("80");
    expect(options.texts("run")).toEqual(["1", "2"]);
    expect(options.has("open")).toBe(true);
    expect(parseOptions([], OPTIONS).has("open")).toBe(false);
    expect(parseOptions([], OPTIONS).text("db")).toBeUndefined();
    expect(parseOptions(["--db=-odd.db"], OPTIONS).text("db")).toBe("-odd.db");
  });

  it.each([
    [["--prot", "1"], "there is no option --prot; did you mean --port?"],
    [["--frobnicate"], "there is no option --frobnicate"],
    [["-x"], "there is no option -x"],
    [["--db"], "--db needs a value: --db <file>"],
    [["--db="], "--db needs a value: --db <file>"],
    [["--db", "--port", "80"], "--db needs a value: --db <file>"],
    [["--open=yes"], '--open takes no value, but got "yes"'],
    [["--db", "a", "--db", "b"], "--db is given twice"],
    [["traces.db"], '"traces.db" is not an option; a database is named with --db'],
    [["--", "traces.db"], '"traces.db" is not an option; a database is named with --db'],
  ])("are refused with what to type instead: %j", (args, message) => {
    const parse = () => parseOptions(args, OPTIONS);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(new UsageError(message));
  });
});

describe("quantities", () => {
  it("are read as people write them", () => {
    expect(parsePort("port", "0")).toBe(0);
    expect(parsePort("port", "65535")).toBe(65_535);
    expect(parseCount("keep", "1_000")).toBe(1_000);
    expect(parseCount("keep", "1,000,000")).toBe(1_000_000);
    expect(parseDurationMs("older-than", "30d")).toBe(30 * 86_400_000);
    expect(parseDurationMs("older-than", "1.5 h")).toBe(5_400_000);
    expect(parseDurationMs("older-than", "2w")).toBe(14 * 86_400_000);
    expect(parseBytes("max-size", "1GB")).toBe(1e9);
    expect(parseBytes("max-size", "1.5 MiB")).toBe(1_572_864);
    expect(parseMomentMs("since", "24h", 100_000_000)).toBe(13_600_000);
    expect(parseMomentMs("since", "2026-11-01", 0)).toBe(Date.UTC(2026, 10, 1));
  });

  it.each(["", "-1", "80.5", "65536", "1e3", "abc", "0x50", " 80"])("no port: %j", (text) => {
    expect(() => parsePort("port", text)).toThrow(UsageError);
  });

  it.each(["", "30", "d", "-3d", "3 days", "3y", "constructor", "1toString"])(
    "no duration, size or moment: %j",
    (text) => {
      expect(() => parseDurationMs("older-than", text)).toThrow(/--older-than needs a duration such as 30d/);
      expect(() => parseBytes("max-size", text)).toThrow(/--max-size needs a size such as 1GB/);
      expect(() => parseMomentMs("since", text, 0)).toThrow(/--since needs a duration such as 24h/);
    },
  );

  it.each(["", "-1", "1.5", "1,0", "many"])("no count: %j", (text) => {
    expect(() => parseCount("keep", text)).toThrow(/--keep needs a whole number/);
  });
});

it("finds the word that was meant, and none where none is near", () => {
  const words = ["dashboard", "export", "prune"];
  expect(closestWord("dashbaord", words)).toBe("dashboard");
  expect(closestWord("dash", words)).toBe("dashboard");
  expect(closestWord("exprot", words)).toBe("export");
  expect(closestWord("prunes", words)).toBe("prune");
  expect(closestWord("serve", words)).toBeUndefined();
  expect(closestWord("x", words)).toBeUndefined();
});

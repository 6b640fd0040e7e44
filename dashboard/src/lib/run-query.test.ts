// The filter grammar: what is understood, what is refused, and that reading and writing are inverse.

import { describe, expect, it } from "vitest";
import { formatConditions, parseConditions, toRunFilter, toggleValue, valuesOf } from "./run-query.ts";

const filterOf = (text: string): unknown => toRunFilter(parseConditions(text));

describe("parseConditions", () => {
  it("reads fields, lists, quotes and bare words", () => {
    expect(parseConditions('status:failed,timed_out step:embed workflow:"my flow" battery "two words"')).toEqual([
      { field: "status", value: "failed,timed_out" },
      { field: "step", value: "embed" },
      { field: "workflow", value: "my flow" },
      { value: "battery" },
      { value: "two words" },
    ]);
  });

  it("knows short names and leaves links alone", () => {
    expect(parseConditions("wf:a dur:>1s retry:>0")).toEqual([
      { field: "workflow", value: "a" },
      { field: "duration", value: ">1s" },
      { field: "retries", value: ">0" },
    ]);
    expect(parseConditions("https://a.example")).toEqual([{ value: "https://a.example" }]);
  });

  it("says what it cannot understand and what was meant", () => {
    expect(parseConditions("statsu:failed")[0]?.problem).toBe("No field “statsu”. Did you mean status?");
    expect(parseConditions("status:fialed")[0]?.problem).toBe("No status “fialed”. Did you mean failed?");
    expect(parseConditions("duration:long")[0]?.problem).toContain("duration:>10s");
  });

  it("bears an open quote and an empty text", () => {
    expect(parseConditions('"open')).toEqual([{ value: "open" }]);
    expect(parseConditions("  ")).toEqual([]);
  });

  it("reads back what it writes", () => {
    for (const text of ['status:failed "two words"', 'workflow:"a b" tag:x,y cost:>0.05 "電池"', '"a:b"']) {
      expect(parseConditions(formatConditions(parseConditions(text)))).toEqual(parseConditions(text));
    }
  });
});

describe("toRunFilter", () => {
  it("turns conditions into a reader's filter", () => {
    expect(filterOf('status:failed,timed_out tag:a tag:b model:gpt-4o "x"')).toEqual({
      statuses: ["failed", "timedOut"],
      tags: ["a", "b"],
      models: ["gpt-4o"],
      texts: ["x"],
    });
  });

  it("reads amounts with their units and strict bounds", () => {
    expect(filterOf("dur:>=10s")).toEqual({ durationMs: { min: 10_000 } });
    expect(filterOf("dur:>10")).toEqual({ durationMs: { min: 10_000.001 } });
    expect(filterOf("dur:500ms..2m")).toEqual({ durationMs: { min: 500, max: 120_000 } });
    expect(filterOf("retries:>1 tokens:<=2k cost:<0.5")).toEqual({
      retries: { min: 2 },
      totalTokens: { max: 2000 },
      costUsd: { max: 0.5 - 1e-9 },
    });
    expect(filterOf("retries:3")).toEqual({ retries: { min: 3, max: 3 } });
    expect(filterOf("dur:>1s dur:<2s")).toEqual({ durationMs: { min: 1000.001, max: 1999.999 } });
  });

  it("leaves out what it cannot understand", () => {
    expect(filterOf("statsu:failed dur:x")).toEqual({});
  });

  it("adds the interval", () => {
    expect(toRunFilter([], { fromMs: 1, toMs: 2 })).toEqual({ fromMs: 1, toMs: 2 });
  });
});

describe("toggleValue", () => {
  it("adds, joins and removes, keeping the place", () => {
    const start = parseConditions('status:failed "x"');
    const both = toggleValue(start, "status", "running");
    expect(formatConditions(both)).toBe('status:failed,running "x"');
    expect(formatConditions(toggleValue(both, "status", "failed"))).toBe('status:running "x"');
    expect(formatConditions(toggleValue(start, "status", "failed"))).toBe('"x"');
    expect(formatConditions(toggleValue(start, "tag", "prod"))).toBe('status:failed "x" tag:prod');
    expect(valuesOf(both, "status")).toEqual(["failed", "running"]);
  });
});

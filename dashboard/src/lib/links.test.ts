// Addresses: what is left out, and what is escaped.

import { describe, expect, it } from "vitest";
import { compareHref, phoenixTraceHref, runHref, runsHref, workflowHref } from "./links.ts";

describe("addresses", () => {
  it("leave out what is the default", () => {
    expect(runsHref()).toBe("/runs");
    expect(runHref("r1", { view: "timeline" })).toBe("/runs/r1");
    expect(compareHref("a")).toBe("/compare?a=a");
    expect(workflowHref()).toBe("/workflows");
  });

  it("escape names and filters", () => {
    expect(runHref("a/b?c", { view: "graph", selection: "x1", atSeq: 12 })).toBe(
      "/runs/a%2Fb%3Fc?view=graph&sel=x1&at=12",
    );
    expect(runsHref({ query: 'status:failed "a&b"', fromMs: 5 })).toBe("/runs?q=status%3Afailed+%22a%26b%22&from=5");
    expect(workflowHref("調査 / 1")).toBe(`/workflows/${encodeURIComponent("調査 / 1")}`);
    expect(phoenixTraceHref("http://127.0.0.1:6006/", "../x")).toBe("http://127.0.0.1:6006/redirects/traces/..%2Fx");
  });
});

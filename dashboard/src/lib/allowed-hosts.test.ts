// Host names that are served, and those that are not.

import { describe, expect, it } from "vitest";
import { isAllowedHost } from "./allowed-hosts.ts";

describe("isAllowedHost", () => {
  it.each(["127.0.0.1:3000", "localhost", "LOCALHOST:80", "[::1]:3000"])("serves %s", (host) => {
    expect(isAllowedHost(host, undefined)).toBe(true);
  });

  it.each([
    null,
    "",
    "evil.example",
    "127.0.0.1.evil.example:3000",
    "localhost.evil.example",
    "0.0.0.0:3000",
    "[::1].evil",
  ])("refuses %s", (host) => {
    expect(isAllowedHost(host, undefined)).toBe(false);
  });

  it("serves configured names, with or without their port", () => {
    expect(isAllowedHost("traces.internal:8080", "a.example, traces.internal")).toBe(true);
    expect(isAllowedHost("traces.internal:8080", "traces.internal:8080")).toBe(true);
    expect(isAllowedHost("traces.internal:8081", "traces.internal:8080")).toBe(false);
    expect(isAllowedHost("other", ",")).toBe(false);
  });
});

// The range of an address reads back as it was written, and nonsense is nothing.

import { describe, expect, it } from "vitest";
import { formatTimeRange, parseTimeRange } from "./run-page-params.ts";

describe("time range", () => {
  it("reads what it writes", () => {
    expect(parseTimeRange(formatTimeRange({ fromMs: 12.5, toMs: 90_000.1234 }))).toEqual({
      fromMs: 12.5,
      toMs: 90_000.123,
    });
  });

  it.each(["", "5", "9..3", "3..3", "a..b", "-1..5", "1e3..2e3", "1..99999999999999"])(
    "takes %j for nothing",
    (text) => {
      expect(parseTimeRange(text)).toBeUndefined();
    },
  );
});

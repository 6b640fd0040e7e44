// Conditions of an address read back as they were written, and nonsense is nothing.

import { describe, expect, it } from "vitest";
import { PLAIN_STOPS, formatStop, parseStop, stopWord } from "./stop-words.ts";

describe("stop conditions in an address", () => {
  it("reads what it writes", () => {
    const named = [
      { kind: "stepStarted", step: "a: b,c" },
      { kind: "stepEnded", step: "plan" },
      { kind: "eventSent", type: "Draft" },
    ] as const;
    for (const condition of [...PLAIN_STOPS, ...named]) expect(parseStop(formatStop(condition))).toEqual(condition);
    expect(named.map(stopWord)).toEqual(["a: b,c starts", "plan ends", "Draft sent"]);
  });

  it.each(["", "never", "starts:", "toString", "event"])("takes %j for nothing", (text) => {
    expect(parseStop(text)).toBeUndefined();
  });
});

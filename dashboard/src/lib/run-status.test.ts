// What a run is shown as: silence is told, other states are not taken for it.

import { describe, expect, it } from "vitest";
import { shownStatus } from "./run-status.ts";

const HOUR_MS = 3_600_000;

describe("shownStatus", () => {
  it("says of a running run how long nothing was heard of it", () => {
    const run = { status: "running", backingOff: 0, updatedAtMs: 0 } as const;
    expect(shownStatus(run, 60_000)).toEqual({ status: "running" });
    expect(shownStatus(run, 3 * HOUR_MS)).toMatchObject({
      status: "silent",
      label: "No record for 3 h",
      word: "Silent 3 h",
    });
    expect(shownStatus({ ...run, backingOff: 1 }, 60_000)).toEqual({ status: "retrying" });
    expect(shownStatus({ ...run, backingOff: 1 }, 3 * HOUR_MS)).toMatchObject({ status: "silent" });
    expect(shownStatus(run, undefined)).toEqual({ status: "running" });
  });

  it.each(["waiting", "completed", "failed", "stalled"] as const)("leaves a run that is %s alone", (status) => {
    expect(shownStatus({ status, backingOff: 0, updatedAtMs: 0 }, 3 * HOUR_MS)).toEqual({ status });
  });
});

/** The Phoenix that tests and `npm run phoenix` start is a real one, and can be crashed and started again. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPhoenix } from "../../scripts/find-phoenix.ts";
import { PHOENIX_VERSION, type Phoenix, phoenixMissing, startPhoenix } from "../../scripts/phoenix.ts";

describe.skipIf((await phoenixMissing()) !== undefined)("Phoenix server", () => {
  let phoenix: Phoenix;

  beforeAll(async () => {
    phoenix = await startPhoenix();
    process.env["PHOENIX_COLLECTOR_ENDPOINT"] = `${phoenix.endpoint}/v1/traces`;
  });

  afterAll(async () => {
    await phoenix.stop();
    delete process.env["PHOENIX_COLLECTOR_ENDPOINT"];
  });

  it("answers as the pinned version", async () => {
    const response = await fetch(`${phoenix.endpoint}/healthz`);
    expect(response.headers.get("x-phoenix-server-version")).toBe(PHOENIX_VERSION);
    expect(await findPhoenix()).toEqual({ endpoint: phoenix.endpoint, answers: true });
  });

  it("is gone when killed and back on the same address when restarted", async () => {
    await phoenix.kill();
    expect(await findPhoenix()).toEqual({ endpoint: phoenix.endpoint, answers: false });
    await phoenix.restart();
    expect((await findPhoenix()).answers).toBe(true);
  });

  it("keeps its database in a folder that goes when it stops", async () => {
    const { workingFolder } = phoenix;
    expect(existsSync(workingFolder)).toBe(true);
    await phoenix.stop();
    expect(existsSync(workingFolder)).toBe(false);
  });
});

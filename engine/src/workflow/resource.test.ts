// Resources: made once, also under parallel first use; circles are named.

import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ResourceError } from "../errors/workflow-errors.ts";
import { ResourceScope, resource, type Resource } from "./resource.ts";

describe("resources", () => {
  it("are made once per scope, however many ask at the same time", async () => {
    let made = 0;
    const client = resource(async () => ({ number: ++made }));
    const scope = new ResourceScope();
    const [first, second] = await Promise.all([scope.get(client), scope.get(client)]);
    expect(first).toBe(second);
    expect(await scope.get(client)).toBe(first);
    expect(await new ResourceScope().get(client)).not.toBe(first);
    expect(made).toBe(2);
  });

  it("are made anew each time when not cached", async () => {
    const counter = { made: 0 };
    const fresh = resource(() => ++counter.made, { cache: false });
    const scope = new ResourceScope();
    expect([await scope.get(fresh), await scope.get(fresh)]).toStrictEqual([1, 2]);
  });

  it("may depend on each other, and share what they depend on", async () => {
    const config = resource(() => ({ url: "db://" }));
    const pool = resource(async ({ resource: get }) => ({ config: await get(config) }));
    const users = resource(async ({ resource: get }) => ({ pool: await get(pool), config: await get(config) }));
    const { users: value } = await new ResourceScope().getAll({ users });
    expect(value.pool.config).toBe(value.config);
  });

  it("that depend on each other in a circle are refused with the chain, instead of waiting for ever", async () => {
    const later: Resource<unknown>[] = [];
    const first: Resource<unknown> = resource(async ({ resource: get }) => get(later[0] ?? first), { name: "first" });
    const second: Resource<unknown> = resource(async ({ resource: get }) => (await nextTurn(), get(first)), {
      name: "second",
    });
    later.push(second);
    const scope = new ResourceScope();
    await expect(scope.get(first)).rejects.toThrow(ResourceError);
    await expect(scope.get(second)).rejects.toThrow("first → second → first");
    const both = await Promise.allSettled([scope.get(second), scope.get(first)]);
    expect(both.map(({ status }) => status)).toStrictEqual(["rejected", "rejected"]);
    const self: Resource<unknown> = resource(async ({ resource: get }) => get(self), { name: "self" });
    await expect(scope.get(self)).rejects.toThrow("self → self");
  });

  it("without a name are known by their code", () => {
    expect(resource(async ({ resource: get }) => get(resource(() => 1))).name).toMatch(
      /^async \(\{ resource: get \}\)/,
    );
    expect(resource(function connect() {}).name).toBe("connect");
  });

  it("are tried again after a failure", async () => {
    let attempts = 0;
    const shaky = resource(() => {
      attempts += 1;
      if (attempts === 1) throw new Error("not yet");
      return "ready";
    });
    const scope = new ResourceScope();
    await expect(scope.get(shaky)).rejects.toThrow("not yet");
    expect(await scope.get(shaky)).toBe("ready");
  });
});

import { expect, it } from "vitest";
import { readResult, type Cell, type Measurement } from "./cell.ts";
import { CONTESTANTS, contestantNamed } from "./contestant.ts";
import { judgeGoals } from "./goals.ts";
import { ratioTo, writeReport } from "./report.ts";
import { runRounds } from "./rounds.ts";
import { WORKLOADS, workloadNamed } from "./workload.ts";

const chain = workloadNamed("chain");
const cellOf = (name: string): Cell => ({ contestant: contestantNamed(name), workload: chain, size: 1_000 });
const took = (cpuUsPerUnit: number): Measurement => ({ kind: "measured", cpuUsPerUnit, wallMs: 1, rssBytes: 50e6 });

it("measures every cell once a round and gives up on what failed", async () => {
  const seen: string[] = [];
  const cells = [cellOf("array-queue"), cellOf("xstate")];
  const measured = await runRounds(cells, {
    rounds: 3,
    timeoutMs: 1,
    random: () => 0,
    run: async ({ contestant }) => {
      seen.push(contestant.name);
      return contestant.name === "xstate" ? { kind: "timedOut", afterMs: 1_000 } : took(2);
    },
  });
  expect(seen.filter((name) => name === "array-queue")).toHaveLength(3);
  expect(seen.filter((name) => name === "xstate")).toHaveLength(1);
  expect(measured[0]?.measurements).toHaveLength(3);
});

it("takes the ratio within each round, so that a slow minute hits both", () => {
  const base = { cell: cellOf("array-queue"), measurements: [took(1), took(10), took(2)] };
  const row = { cell: cellOf("xstate"), measurements: [took(3), took(30), took(8)] };
  expect(ratioTo(row, base)).toBe(3);
  expect(ratioTo(row, undefined)).toBeUndefined();
});

it("counts a wrong outcome as a failure, however fast", () => {
  const out = (outcome: number) => JSON.stringify({ cpuUs: 5_000, wallMs: 5, rssBytes: 1, repeats: 2, outcome });
  const cell = cellOf("array-queue");
  expect(readResult(cell, { out: `noise\n${out(1_000)}\n`, error: "" })).toMatchObject({
    kind: "measured",
    cpuUsPerUnit: 2.5,
  });
  expect(readResult(cell, { out: out(999), error: "" })).toEqual({ kind: "failed", why: "gave 999 instead of 1000" });
  expect(readResult(cell, { out: "", error: "TypeError: no\n  at x" })).toEqual({
    kind: "failed",
    why: "TypeError: no",
  });
});

it("writes a table with medians, ratios and reasons", () => {
  const cells = [
    { cell: cellOf("array-queue"), measurements: [took(1), took(1)] },
    { cell: cellOf("stepscope-bare"), measurements: [took(8), took(12)] },
    { cell: cellOf("langgraph"), measurements: [{ kind: "timedOut", afterMs: 60_000 } as const] },
  ];
  const circumstances = {
    date: "2026-01-01",
    command: "c",
    machine: "m",
    node: "24",
    rounds: 2,
    versions: { xstate: "5" },
  };
  const page = writeReport(cells, circumstances);
  expect(page).toContain("| **Stepscope, nothing recorded** | 10.0 ± 2.00 | 10.0 | 50 |");
  expect(page).toContain("| @langchain/langgraph | over 60 s | | |");
  expect(page).toContain("- xstate 5");
});

it("knows every contestant and workload by one name", () => {
  expect(new Set(CONTESTANTS.map(({ name }) => name)).size).toBe(CONTESTANTS.length);
  expect(new Set(WORKLOADS.map(({ name }) => name)).size).toBe(WORKLOADS.length);
  expect(() => contestantNamed("nobody")).toThrow(/nobody/);
});

it("says plainly which goals are met and which are missed", () => {
  const cells = [
    { cell: cellOf("stepscope-records"), measurements: [took(20)] },
    { cell: cellOf("xstate"), measurements: [took(30)] },
    { cell: cellOf("mastra"), measurements: [took(10)] },
    { cell: cellOf("mastra-libsql"), measurements: [took(1)] },
  ];
  const [verdict] = judgeGoals(cells);
  expect(verdict?.isMet).toBe(false);
  expect(verdict?.text).toContain(
    "chain (1,000) costs 20.0 µs per event; the cheapest peer that stores nothing, @mastra/core",
  );
  expect(judgeGoals(cells.slice(0, 2))[0]?.isMet).toBe(true);
  const bare = (size: number, cpu: number) => ({
    cell: { ...cellOf("stepscope-bare"), size },
    measurements: [took(cpu)],
  });
  const queue = { cell: { ...cellOf("array-queue"), size: 10_000 }, measurements: [took(0.5)] };
  const judged = judgeGoals([bare(1_000, 4), bare(10_000, 20), queue]);
  expect(judged.map(({ isMet }) => isMet)).toEqual([false, false]);
  expect(judgeGoals([bare(1_000, 4), bare(10_000, 4.4), queue]).map(({ isMet }) => isMet)).toEqual([true, true]);
});

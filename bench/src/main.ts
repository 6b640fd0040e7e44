// The benchmark command: installs the peers, measures everything in shuffled rounds, writes docs/benchmarks.md.

import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import type { Cell } from "./cell.ts";
import { CONTESTANTS } from "./contestant.ts";
import { installPeers } from "./install-peers.ts";
import { BENCH_FOLDER, PEER_PACKAGES, PYTHON_PEER } from "./peers-folder.ts";
import { writeReport } from "./report.ts";
import { runRounds } from "./rounds.ts";
import { WORKLOADS } from "./workload.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    workload: { type: "string", default: "" },
    largest: { type: "string", default: "1000000" },
    timeout: { type: "string", default: "60" },
    out: { type: "string", default: join(BENCH_FOLDER, "..", "docs", "benchmarks.md") },
    "no-peers": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  console.log(`npm run bench -w bench -- [--rounds 5] [--only name,name] [--workload chain] [--largest 1000000]
  [--timeout seconds a cell] [--out file] [--no-peers]
contestants: ${CONTESTANTS.map(({ name }) => name).join(", ")}`);
  process.exit(0);
}

const rounds = Number(options.rounds);
const only = options.only === "" ? undefined : options.only.split(",");
const installed = options["no-peers"]
  ? { hasNodePeers: false, hasPythonPeer: false, notes: ["peers left out (--no-peers)"] }
  : installPeers(console.log);
for (const note of installed.notes) console.log(`not measured: ${note}`);

const contestants = CONTESTANTS.filter(({ name, group, language }) => {
  if (only !== undefined && !only.includes(name)) return false;
  if (group !== "peer") return true;
  return language === "python" ? installed.hasPythonPeer : installed.hasNodePeers;
});
const cells: Cell[] = WORKLOADS.filter(({ name }) => options.workload === "" || options.workload === name).flatMap(
  (workload) =>
    workload.sizes
      .filter((size) => size <= Number(options.largest))
      .flatMap((size) => contestants.map((contestant) => ({ contestant, workload, size }))),
);

console.log(`${cells.length} cells, ${rounds} rounds`);
const measured = await runRounds(cells, {
  rounds,
  timeoutMs: Number(options.timeout) * 1000,
  onCell({ round, done, of, cell, measurement }) {
    const label = `${cell.contestant.name} ${cell.workload.name} ${cell.size}`;
    const value =
      measurement.kind === "measured"
        ? `${measurement.cpuUsPerUnit.toFixed(2)} µs`
        : measurement.kind === "failed"
          ? `failed: ${measurement.why}`
          : measurement.kind;
    console.log(`round ${round}/${rounds} ${done}/${of}  ${label}  ${value}`);
  },
});

const [cpu] = cpus();
const report = writeReport(measured, {
  date: new Date().toISOString().slice(0, 10),
  command: ["npm run bench -w bench", ...(process.argv.length > 2 ? ["--", ...process.argv.slice(2)] : [])].join(" "),
  machine: `${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform}`,
  node: process.versions.node,
  rounds,
  versions: { ...PEER_PACKAGES, [PYTHON_PEER.split("==")[0] ?? ""]: PYTHON_PEER.split("==")[1] ?? "" },
});
writeFileSync(options.out, report);
console.log(`written: ${relative(process.cwd(), options.out)}`);

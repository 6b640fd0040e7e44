// Turns measurements into the page that anyone can compare with their own.

import { judgeGoals } from "./goals.ts";
import type { MeasuredCell } from "./rounds.ts";
import { median, spread } from "./statistics.ts";
import type { Workload } from "./workload.ts";

/** Where and how it was measured. */
export interface Circumstances {
  readonly date: string;
  readonly command: string;
  readonly machine: string;
  readonly node: string;
  readonly rounds: number;
  /** Name and version of each measured package. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The contestant that ratios are to. */
const BASE = "array-queue";

/** The whole page, in Markdown. */
export function writeReport(cells: readonly MeasuredCell[], circumstances: Circumstances): string {
  const workloads = [...new Set(cells.map(({ cell }) => cell.workload))];
  const parts = [
    "# Benchmarks",
    "",
    intro(circumstances),
    ...goalsSection(cells),
    ...workloads.flatMap((workload) => section(workload, cells)),
    "## Versions",
    "",
    ...Object.entries(circumstances.versions).map(([name, version]) => `- ${name} ${version}`),
    "",
  ];
  return parts.join("\n");
}

function goalsSection(cells: readonly MeasuredCell[]): string[] {
  const verdicts = judgeGoals(cells);
  if (verdicts.length === 0) return [];
  const lines = verdicts.map(({ isMet, text }) => `- ${isMet ? "met" : "**missed**"}: ${text}`);
  return ["## Against our goals", "", ...lines, ""];
}

function intro({ date, command, machine, node, rounds }: Circumstances): string {
  return [
    `Measured on ${date} with \`${command}\`: ${machine}, Node ${node}, ${rounds} round${rounds === 1 ? "" : "s"}.`,
    "",
    "Every cell ran in a process of its own, in shuffled rounds, after a warm-up, and had to give the right result.",
    "The number is CPU time of the whole process, all threads, for one unit: the median of the rounds, ± half the",
    "distance from the smallest to the largest. The ratio is to the array queue of the same round and size (its hop is",
    "one async call and one object). RSS is the most memory the process held.",
    "",
  ].join("\n");
}

function section(workload: Workload, cells: readonly MeasuredCell[]): string[] {
  const mine = cells.filter(({ cell }) => cell.workload === workload);
  return [...new Set(mine.map(({ cell }) => cell.size))].flatMap((size) => {
    const rows = mine.filter(({ cell }) => cell.size === size);
    const base = rows.find(({ cell }) => cell.contestant.name === BASE);
    const title =
      workload.sizes.length > 1 || size > 1 ? `${workload.title} (${size.toLocaleString("en")})` : workload.title;
    return [
      `## ${title}`,
      "",
      `| | CPU µs per ${workload.unit} | × array queue | RSS MB |`,
      "|---|---:|---:|---:|",
      ...rows.map((row) => writeRow(row, base)),
      "",
    ];
  });
}

function writeRow(row: MeasuredCell, base: MeasuredCell | undefined): string {
  const title =
    row.cell.contestant.group === "stepscope" ? `**${row.cell.contestant.title}**` : row.cell.contestant.title;
  const unmeasured = row.measurements.find(({ kind }) => kind !== "measured");
  if (unmeasured !== undefined) return `| ${title} | ${reasonOf(unmeasured)} | | |`;
  const values = row.measurements.flatMap((one) => (one.kind === "measured" ? [one.cpuUsPerUnit] : []));
  if (values.length === 0) return `| ${title} | not run | | |`;
  const rss = median(row.measurements.flatMap((one) => (one.kind === "measured" ? [one.rssBytes] : []))) / 1e6;
  const half = (spread(values) * median(values)) / 2;
  const ratio = ratioTo(row, base);
  return `| ${title} | ${figure(median(values))} ± ${figure(half)} | ${ratio === undefined ? "" : figure(ratio)} | ${rss.toFixed(0)} |`;
}

/** The median of the ratios within each round. */
export function ratioTo(row: MeasuredCell, base: MeasuredCell | undefined): number | undefined {
  const ratios = row.measurements.flatMap((one, round) => {
    const other = base?.measurements[round];
    return one.kind === "measured" && other?.kind === "measured" ? [one.cpuUsPerUnit / other.cpuUsPerUnit] : [];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}

function reasonOf(measurement: MeasuredCell["measurements"][number]): string {
  switch (measurement.kind) {
    case "measured":
      return "";
    case "unsupported":
      return "has no such thing";
    case "timedOut":
      return `over ${Math.round(measurement.afterMs / 1000)} s`;
    case "failed":
      return `failed: ${measurement.why.replaceAll("|", "/")}`;
  }
}

function figure(value: number): string {
  if (value === 0) return "0";
  if (value >= 1_000) return Math.round(value).toLocaleString("en");
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

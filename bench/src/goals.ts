// What Stepscope sets out to be, held against the measurements: said plainly where it is not.

import type { MeasuredCell } from "./rounds.ts";
import { median } from "./statistics.ts";

/** Bare, at most so many times the array queue, on a chain of 10,000. */
const MOST_TIMES_ARRAY_QUEUE = 30;

/** With every record stored, and with spans too, at most so many times what a program does by hand. */
const MOST_TIMES_BY_HAND = { "stepscope-records": 1.2, "stepscope-records-spans": 1.5 } as const;

/** Per event, from the smallest chain to the largest, at most so much dearer. */
const MOST_GROWTH = 0.2;

/** A goal and how it stands. */
export interface Verdict {
  readonly isMet: boolean;
  readonly text: string;
}

/** Judges what was measured; what was not is not judged. */
export function judgeGoals(cells: readonly MeasuredCell[]): Verdict[] {
  return [...judgeBare(cells), ...judgeGrowth(cells), ...judgeRecords(cells), ...judgeByHand(cells)];
}

function judgeBare(cells: readonly MeasuredCell[]): Verdict[] {
  const bare = cpuOf(cells, "stepscope-bare", "chain", 10_000);
  const queue = cpuOf(cells, "array-queue", "chain", 10_000);
  if (bare === undefined || queue === undefined) return [];
  const times = bare / queue;
  const text = `nothing recorded, a chain of 10,000 costs ${times.toFixed(1)} × the array queue (goal: at most ${MOST_TIMES_ARRAY_QUEUE})`;
  return [{ isMet: times <= MOST_TIMES_ARRAY_QUEUE, text }];
}

function judgeGrowth(cells: readonly MeasuredCell[]): Verdict[] {
  const chain = cells.filter(({ cell }) => cell.contestant.name === "stepscope-bare" && cell.workload.name === "chain");
  const measured = chain.flatMap((one) => {
    const cpu = medianCpu(one);
    return cpu === undefined ? [] : [{ size: one.cell.size, cpu }];
  });
  const [first] = measured;
  const last = measured.at(-1);
  if (first === undefined || last === undefined || first.size === last.size) return [];
  const growth = last.cpu / first.cpu - 1;
  const sizes = `${first.size.toLocaleString("en")} to ${last.size.toLocaleString("en")}`;
  const text = `nothing recorded, an event of a chain costs ${percent(growth)} from ${sizes} events (goal: at most +${MOST_GROWTH * 100} %)`;
  return [{ isMet: growth <= MOST_GROWTH, text }];
}

/** With every record stored, cheaper than each peer that stores nothing. */
function judgeRecords(cells: readonly MeasuredCell[]): Verdict[] {
  const own = cells.filter(
    ({ cell }) => cell.contestant.name === "stepscope-records" && cell.workload.name !== "cold-start",
  );
  return own.flatMap((one) => {
    const { workload, size } = one.cell;
    const cpu = medianCpu(one);
    const peers = cells.filter(({ cell }) => isBarePeer(cell) && cell.workload === workload && cell.size === size);
    const best = peers
      .flatMap((peer) => {
        const peerCpu = medianCpu(peer);
        return peerCpu === undefined ? [] : [{ title: peer.cell.contestant.title, cpu: peerCpu }];
      })
      .sort((a, b) => a.cpu - b.cpu)[0];
    if (cpu === undefined || best === undefined) return [];
    const what = `${workload.name} (${size.toLocaleString("en")})`;
    const text = `every record in SQLite, ${what} costs ${cpu.toFixed(1)} µs per ${workload.unit}; the cheapest peer that stores nothing, ${best.title}, ${best.cpu.toFixed(1)}`;
    return [{ isMet: cpu < best.cpu, text }];
  });
}

/** The chain of 10,000 against a queue with spans and rows that a program writes by hand, which runs no workflow. */
function judgeByHand(cells: readonly MeasuredCell[]): Verdict[] {
  const byHand = cpuOf(cells, "hand-written", "chain", 10_000);
  return Object.entries(MOST_TIMES_BY_HAND).flatMap(([contestant, most]) => {
    const own = cpuOf(cells, contestant, "chain", 10_000);
    if (own === undefined || byHand === undefined) return [];
    const what = contestant === "stepscope-records" ? "every record in SQLite" : "records and spans";
    const text = `${what}, a chain of 10,000 costs ${(own / byHand).toFixed(1)} × the same rows and spans by hand (goal: at most ${most})`;
    return [{ isMet: own / byHand <= most, text }];
  });
}

function isBarePeer({ contestant }: MeasuredCell["cell"]): boolean {
  return contestant.group === "peer" && contestant.mode === "bare";
}

function cpuOf(cells: readonly MeasuredCell[], ...where: readonly [string, string, number]): number | undefined {
  const [contestant, workload, size] = where;
  const found = cells.find(
    ({ cell }) => cell.contestant.name === contestant && cell.workload.name === workload && cell.size === size,
  );
  return found === undefined ? undefined : medianCpu(found);
}

function medianCpu({ measurements }: MeasuredCell): number | undefined {
  const values = measurements.flatMap((one) => (one.kind === "measured" ? [one.cpuUsPerUnit] : []));
  return values.length === 0 || values.length < measurements.length ? undefined : median(values);
}

function percent(share: number): string {
  return `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(0)} %`;
}

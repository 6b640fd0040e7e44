// The workloads: what every contestant must do, in which sizes, and what shows that it did it.

/** A workload's name. */
export type WorkloadName = "tiny" | "chain" | "fan-out" | "concurrent" | "cold-start";

/** One workload. */
export interface Workload {
  readonly name: WorkloadName;
  /** What a reader of the table is told. */
  readonly title: string;
  /** What one unit is, for "CPU µs per …". */
  readonly unit: string;
  readonly sizes: readonly number[];
  /** How many units a size stands for. */
  unitsOf(size: number): number;
  /** The result that a contestant must come to. */
  expected(size: number): number;
}

/** Steps in each run of the concurrent workload. */
export const CONCURRENT_STEPS = 10;

/** Workers of the fan-out. */
export const FAN_OUT_WORKERS = 16;

/** All workloads. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: "tiny",
    title: "tiny run: start → A → B → stop, one after the other",
    unit: "run",
    sizes: [1_000],
    unitsOf: (size) => size,
    expected: (size) => size * 3,
  },
  {
    name: "chain",
    title: "chain: one run, each event leads to the next",
    unit: "event",
    sizes: [1_000, 10_000, 100_000, 1_000_000],
    unitsOf: (size) => size,
    expected: (size) => size,
  },
  {
    name: "fan-out",
    title: `fan-out: one run, so many events to one step with ${FAN_OUT_WORKERS} workers, joined`,
    unit: "event",
    sizes: [1_000, 10_000],
    unitsOf: (size) => size,
    expected: (size) => (size * (size - 1)) / 2,
  },
  {
    name: "concurrent",
    title: `concurrent: so many runs at once of ${CONCURRENT_STEPS} steps that yield`,
    unit: "step",
    sizes: [1_000],
    unitsOf: (size) => size * CONCURRENT_STEPS,
    expected: (size) => size * CONCURRENT_STEPS,
  },
  {
    name: "cold-start",
    title: "cold start: a new process imports it and makes one tiny run",
    unit: "process",
    sizes: [1],
    unitsOf: () => 1,
    expected: () => 3,
  },
];

/** The workload of this name. */
export function workloadNamed(name: string): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name);
  if (found === undefined) {
    throw new Error(
      `No workload is called "${name}"; there are ${WORKLOADS.map((workload) => workload.name).join(", ")}.`,
    );
  }
  return found;
}

// Runs the cells in shuffled rounds, so that no contestant has the quiet minutes to itself.

import { runCell, type Cell, type Measurement } from "./cell.ts";
import { shuffled } from "./statistics.ts";

/** All measurements of one cell, a place for each round. */
export interface MeasuredCell {
  readonly cell: Cell;
  readonly measurements: Measurement[];
}

/** Options of {@link runRounds}. */
export interface RoundsOptions {
  readonly rounds: number;
  /** Longest that one cell may take in one round. */
  readonly timeoutMs: number;
  readonly random?: () => number;
  /** Told about each cell as it is done. */
  readonly onCell?: (progress: {
    readonly round: number;
    readonly done: number;
    readonly of: number;
    readonly cell: Cell;
    readonly measurement: Measurement;
  }) => void;
  /** Runs a cell. @default in a child process */
  readonly run?: (cell: Cell, timeoutMs: number) => Promise<Measurement>;
}

/** Measures every cell once a round; one that failed, hung or is not supported is not tried again. */
export async function runRounds(cells: readonly Cell[], options: RoundsOptions): Promise<MeasuredCell[]> {
  const { rounds, timeoutMs, random = Math.random, onCell, run = runCell } = options;
  const measured: MeasuredCell[] = cells.map((cell) => ({ cell, measurements: [] }));
  for (let round = 1; round <= rounds; round += 1) {
    const open = measured.filter(({ measurements }) => measurements.every(({ kind }) => kind === "measured"));
    let done = 0;
    for (const { cell, measurements } of shuffled(open, random)) {
      const measurement = await run(cell, timeoutMs);
      measurements.push(measurement);
      done += 1;
      onCell?.({ round, done, of: open.length, cell, measurement });
    }
  }
  return measured;
}

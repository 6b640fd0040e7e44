// A sink that keeps records, for tests that look at what is recorded after a run is over.

import { registerSink, type RunRecord } from "../../src/index.ts";

/** The records of every run from now on. */
export interface RecordSink extends Disposable {
  readonly records: readonly RunRecord[];
  /** Group sizes, in order. */
  readonly groups: readonly (readonly RunRecord[])[];
  readonly closed: readonly string[];
  of(runId: string): readonly RunRecord[];
}

/** Registers a sink until it is disposed of. */
export function recordSink(): RecordSink {
  const records: RunRecord[] = [];
  const groups: (readonly RunRecord[])[] = [];
  const closed: string[] = [];
  const unregister = registerSink({
    name: "test",
    durability: "buffered",
    hasRun: () => false,
    openRun: ({ runId }) => ({
      append: (group) => {
        groups.push(group);
        records.push(...group);
      },
      appendSpan: () => undefined,
      durable: async () => undefined,
      close: () => {
        closed.push(runId);
      },
    }),
    flush: async () => undefined,
    shutdown: async () => undefined,
  });
  return {
    records,
    groups,
    closed,
    of: (runId) => records.filter((record) => record.runId === runId),
    [Symbol.dispose]: unregister,
  };
}

// A run's state as plain JSON and back: what a snapshot holds, at any tick.

import type { Json } from "../codec/encoded-value.ts";
import type { RunState } from "./run-state.ts";

/** Version of the snapshot's form. */
export const SNAPSHOT_VERSION = 1;

/** The state as plain JSON. */
export function snapshotRunState(state: RunState): Json {
  return { snapshotVersion: SNAPSHOT_VERSION, runId: state.runId };
}

// What the runner of a run's steps needs of the loop, beyond what everything else needs.

import type { AsyncResource } from "node:async_hooks";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody } from "../trace/record.ts";
import type { RunHost } from "./run-host.ts";

/** What the runner needs beyond the host. */
export interface RunnerHost extends RunHost {
  /** As `commit`, where the loop acts next anyway. */
  commitNow(bodies: readonly RecordBody[], instances?: readonly (WorkflowEvent | undefined)[]): void;
  /** The same for a group that is made one record at a time. */
  openGroup(): void;
  add(body: RecordBody, instance?: WorkflowEvent): void;
  closeGroup(): void;
  /** The monotonic clock at the last look. */
  readonly nowMs: number;
  /** The asynchronous context in which the run was asked for. */
  readonly caller: AsyncResource;
  /** Step code is about to run. */
  noteCodeRuns(): void;
  /** Acts on commands now; no step code is on the stack. */
  drain(): void;
  /** The same, in the asynchronous context of whoever asked for the run. */
  drainInCaller(): void;
  closeRecorder(): void;
  /** The engine itself failed: the run must end, and say so. */
  crash(error: unknown): void;
}

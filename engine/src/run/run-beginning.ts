// What a run begins with: its first records, when it is new and when it goes on.

import { encodeFrozen } from "../codec/encode.ts";
import type { Json } from "../codec/encoded-value.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody, RecordData } from "../trace/record.ts";
import type { RunOptions } from "../workflow/run-options.ts";
import { encodeEvent } from "./event-book.ts";
import { createRunState } from "./create-run-state.ts";
import { reduce } from "./reduce.ts";
import { createReduceOutput } from "./reduce-output.ts";
import type { RunHost } from "./run-host.ts";
import { REDUCER_VERSION, type RunState } from "./run-state.ts";

/** The first records of a run, made when it has its turn: its deadline counts from then. */
export interface RunBeginning {
  /** The event among the bodies, place by place. */
  readonly instances: readonly (WorkflowEvent | undefined)[];
  /** Everything the run begins with. */
  bodies(host: RunHost): readonly RecordBody[];
  /** Only what says that there is a run, for one that ends before it begins. */
  openingBodies(host: RunHost): readonly RecordBody[];
}

/** What a new run is asked for with. */
export interface NewRun {
  readonly startEvent: WorkflowEvent;
  readonly options: RunOptions;
  readonly parent?: NonNullable<RecordData["run.started"]["parent"]>;
  /** State taken over from a run that was over. */
  readonly store?: Json;
}

/** Begins a new run. @throws EventNotSerializableError when the input or the metadata cannot be recorded. */
export function beginNew(run: NewRun): RunBeginning {
  const input = encodeEvent(run.startEvent);
  const metadata = run.options.metadata === undefined ? undefined : encodeFrozen(run.options.metadata, "metadata");
  const openingBodies = (host: RunHost): readonly RecordBody[] => [
    { kind: "run.started", data: startData(host, run, { input, metadata }) },
  ];
  return {
    instances: [undefined, run.startEvent],
    openingBodies,
    bodies: (host) => [
      ...openingBodies(host),
      host.book.sendBody(run.startEvent, { offset: 0, cause: { kind: "run" }, origin: "input" }),
    ],
  };
}

/** Goes on with a run that was restored. */
export function beginResumed(data: RecordData["run.resumed"]): RunBeginning {
  const bodies = (): readonly RecordBody[] => [{ kind: "run.resumed", data }];
  return { instances: [], bodies, openingBodies: bodies };
}

function startData(
  host: RunHost,
  run: NewRun,
  encoded: { readonly input: Json; readonly metadata: Json | undefined },
): RecordData["run.started"] {
  const { definition, workflow, clock } = host;
  const { timeoutMs } = workflow.options;
  const { tags, sessionId, userId } = run.options;
  const { name, version } = definition.graph;
  return {
    workflow: name,
    ...(version === undefined ? {} : { version }),
    definitionHash: definition.definitionHash,
    reducerVersion: REDUCER_VERSION,
    input: encoded.input,
    ...(timeoutMs === undefined ? {} : { timeoutMs, deadlineMs: Math.ceil(clock.now() + timeoutMs) }),
    ...(tags === undefined ? {} : { tags: [...tags] }),
    ...(encoded.metadata === undefined ? {} : { metadata: encoded.metadata }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(userId === undefined ? {} : { userId }),
    ...(run.parent === undefined ? {} : { parent: run.parent }),
    ...(run.store === undefined ? {} : { store: run.store }),
  };
}

/** The state that a run which still waits for its turn will begin with. */
export function stateBegun(host: RunHost, beginning: RunBeginning): RunState {
  const { runId, graph, seq, segment } = host.state;
  // A run that goes on has its state already.
  if (seq > 0) return host.state;
  const state = createRunState(graph, runId);
  const output = createReduceOutput();
  const timeMs = Math.floor(host.clock.now());
  state.segment = segment;
  for (const body of beginning.bodies(host)) reduce(state, { ...body, seq: state.seq + 1, timeMs }, output);
  return state;
}

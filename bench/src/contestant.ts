// What is measured: a contestant opens in a folder of its own and runs workloads.

import type { WorkloadName } from "./workload.ts";

/** A contestant ready to run. */
export interface OpenContestant {
  /** Does the work and gives its result; absent where the contestant has no such thing. */
  readonly run: { readonly [Name in Exclude<WorkloadName, "cold-start">]?: (size: number) => Promise<number> };
  /** Writes out what is still in memory; part of what is measured. */
  flush?(): Promise<void>;
  /** How many records of the work were not stored; asked after measuring, so that a gap does not pass for speed. */
  lost?(): number;
  close?(): Promise<void>;
}

/** The default export of a contestant's module. */
export type OpenContestantFunction = (folder: string, mode: string) => Promise<OpenContestant>;

/** One contestant, as the list knows it. */
export interface Contestant {
  readonly name: string;
  /** What it is, with what it records. */
  readonly title: string;
  readonly group: "floor" | "stepscope" | "peer";
  /** Module under `bench/`, or a Python file. */
  readonly module: string;
  /** Which mode of that module. */
  readonly mode: string;
  readonly language: "node" | "python";
}

/** All contestants; the ratio in the table is to `array-queue`. */
export const CONTESTANTS: readonly Contestant[] = [
  floor("plain-function", "a plain async function call"),
  floor("array-queue", "an array as a queue; a hop is one async call and one object"),
  floor("hand-written", "a queue with OpenTelemetry spans and batched node:sqlite rows, by hand"),
  stepscope("bare", "Stepscope, nothing recorded"),
  stepscope("records", "Stepscope, every record in SQLite"),
  stepscope("records-spans", "Stepscope, records in SQLite and OpenTelemetry spans"),
  peer("llamaindex", "bare", "@llamaindex/workflow-core"),
  peer("llamaindex", "otel", "@llamaindex/workflow-core with workflow-otel"),
  peer("mastra", "bare", "@mastra/core workflows"),
  peer("mastra", "libsql", "@mastra/core with LibSQL storage"),
  peer("mastra", "libsql-tracing", "@mastra/core with LibSQL storage and tracing"),
  peer("langgraph", "bare", "@langchain/langgraph"),
  peer("langgraph", "sqlite", "@langchain/langgraph with its SQLite checkpointer"),
  peer("xstate", "bare", "xstate actors"),
  {
    name: "llama-index-workflows",
    title: "llama-index-workflows (Python)",
    group: "peer",
    module: "peers/llama_index_workflows.py",
    mode: "bare",
    language: "python",
  },
];

/** The contestant of this name. */
export function contestantNamed(name: string): Contestant {
  const found = CONTESTANTS.find((contestant) => contestant.name === name);
  if (found === undefined) throw new Error(`No contestant is called "${name}".`);
  return found;
}

function floor(name: string, title: string): Contestant {
  return { name, title, group: "floor", module: `src/${name}.ts`, mode: "", language: "node" };
}

function stepscope(mode: string, title: string): Contestant {
  return { name: `stepscope-${mode}`, title, group: "stepscope", module: "src/stepscope.ts", mode, language: "node" };
}

function peer(library: string, mode: string, title: string): Contestant {
  const name = mode === "bare" ? library : `${library}-${mode}`;
  return { name, title, group: "peer", module: `peers/${library}.mjs`, mode, language: "node" };
}

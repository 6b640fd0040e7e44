// What a run and a workflow can be told.

import type { Json } from "../codec/encoded-value.ts";
import type { GraphCheckCode } from "../errors/workflow-problem.ts";

/** Options of `new Workflow`. */
export interface WorkflowOptions {
  /** Name in records, drawings and messages. @default the class's name */
  readonly name?: string;
  /** Version of the definition, kept with each run. */
  readonly version?: string;
  /** Ms a run may take, from its start. @default no limit */
  readonly timeoutMs?: number;
  /** Writes a readable line per event to stderr. @default false */
  readonly verbose?: boolean;
  /** Most runs of this instance at one time; further ones queue. @default no limit */
  readonly maxConcurrentRuns?: number;
  /** Checks the graph before the first run. @default true */
  readonly validate?: boolean;
  /** Graph checks to leave out for the whole workflow. @default none */
  readonly skipGraphChecks?: true | readonly GraphCheckCode[];
}

/** Options of `workflow.run`. */
export interface RunOptions {
  /** Identity of the run. @default a new UUIDv7 */
  readonly runId?: string;
  /** Cancels the run. */
  readonly signal?: AbortSignal;
  /** What `Context.from` gave: goes on with that run, or takes over its state when it was over. */
  readonly context?: SavedContext;
  readonly tags?: readonly string[];
  readonly metadata?: Json;
  /** Groups runs, such as the turns of a conversation. */
  readonly sessionId?: string;
  readonly userId?: string;
}

/** Exists for the compiler only: keeps a saved context from being made by hand. */
declare const SAVED_CONTEXT: unique symbol;

/** A run's snapshot, checked by `Context.from`. */
export interface SavedContext {
  readonly runId: string;
  readonly isFinished: boolean;
  readonly [SAVED_CONTEXT]?: true;
}

/** Arguments of `run`: the input and options, or no input when going on from a saved context. */
export type RunArguments<Input extends object> =
  | (Record<never, never> extends Input ? [input?: Input, options?: RunOptions] : [input: Input, options?: RunOptions])
  | [input: undefined, options: RunOptions & { readonly context: SavedContext }];

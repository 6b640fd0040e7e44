// A run's snapshot, checked against the workflow it is to go on in.

import { TERMINAL_STATUSES } from "../trace/run-status.ts";
import type { Json } from "../codec/encoded-value.ts";
import { ContextError } from "../errors/run-errors.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { SavedContext } from "../workflow/run-options.ts";
import type { OpenAttempt } from "../trace/interrupted-spans.ts";
import type { PreviousSegment } from "../trace/sink.ts";
import { restoreRunState } from "./restore-run-state.ts";
import type { RunState } from "./run-state.ts";
import { SnapshotReader } from "./snapshot-reader.ts";
import { readStore } from "./store-tree.ts";

/** What `Context.from` gives. */
export class SavedRun implements SavedContext {
  readonly runId: string;
  readonly isFinished: boolean;
  /** The snapshot as plain JSON. */
  readonly snapshot: Json;
  readonly #workflow: LaunchableWorkflow;

  constructor(workflow: LaunchableWorkflow, snapshot: unknown) {
    this.#workflow = workflow;
    this.snapshot = parse(snapshot);
    const state = this.restore();
    this.runId = state.runId;
    this.isFinished = TERMINAL_STATUSES.some((status) => status === state.status);
  }

  /** A fresh state each time: one snapshot may be gone on with more than once. */
  restore(): RunState {
    return restoreRunState(this.snapshot, this.#workflow.definition().graph);
  }

  /** What the next segment takes over beside the state. */
  previous(): PreviousSegment | undefined {
    const reader = new SnapshotReader(this.snapshot);
    return reader.has("previous") ? readPrevious(reader.object("previous")) : undefined;
  }

  /** The store alone, for a run that takes it over. */
  store(): Json {
    return readStore(this.restore()) ?? {};
  }
}

function readPrevious(one: SnapshotReader): PreviousSegment {
  const [traceId, spanId] = [one.optionalText("traceId"), one.optionalText("spanId")];
  const [sessionId, userId] = [one.optionalText("sessionId"), one.optionalText("userId")];
  const tags = one.optionalTexts("tags");
  const metadata = one.optionalValue("metadata");
  return {
    startedAtMs: one.number("startedAtMs"),
    lastRecordAtMs: one.number("lastRecordAtMs"),
    ...(traceId === undefined ? {} : { traceId }),
    ...(spanId === undefined ? {} : { spanId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(userId === undefined ? {} : { userId }),
    ...(tags === undefined ? {} : { tags }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(one.has("openAttempts") ? { openAttempts: one.objects("openAttempts").map(readOpenAttempt) } : {}),
  };
}

function readOpenAttempt(one: SnapshotReader): OpenAttempt {
  return {
    executionId: one.text("executionId"),
    step: one.text("step"),
    attempt: one.number("attempt"),
    spanId: one.text("spanId"),
    startedAtMs: one.number("startedAtMs"),
  };
}

/** A copy that nobody else can change. */
function parse(snapshot: unknown): Json {
  try {
    const text = typeof snapshot === "string" ? snapshot : JSON.stringify(snapshot);
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new ContextError(
      "The snapshot is no JSON. Pass exactly what JSON.stringify(handler) gave, as text or parsed.",
      {},
      cause,
    );
  }
}

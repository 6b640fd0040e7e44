/** The core door: define a workflow and run it. */
import { InProcessLauncher } from "./runtimes/in-process.ts";
import { createOtelTracer } from "./sinks/otel/otel-tracer.ts";
import { currentTracer, setTracer } from "./trace/registry.ts";
import { installLauncher } from "./workflow/launcher.ts";

installLauncher(new InProcessLauncher());
// Whoever observes before the application is loaded has set one already.
if (currentTracer() === undefined) setTracer(createOtelTracer());

export { Workflow } from "./workflow/workflow.ts";
export { catchError, step } from "./workflow/step-decorator.ts";
export { drawAllPossibleFlows, type DrawableFlow } from "./workflow/draw-all-possible-flows.ts";
export { collect, joinOf, type CollectInput, type CollectOptions, type JoinInput } from "./workflow/join.ts";
export { Context } from "./workflow/context.ts";
export { resource, type Resource, type ResourceFactoryContext, type ResourceOptions } from "./workflow/resource.ts";
export {
  retryPolicy,
  type FailedAttempt,
  type RetryDecision,
  type RetryPolicy,
  type RetryPolicyOptions,
} from "./workflow/retry-policy.ts";
export {
  allOf,
  always,
  anyOf,
  never,
  not,
  onError,
  onErrorCause,
  onErrorMessage,
  onErrorType,
  type RetryFailure,
  type RetryPredicate,
} from "./workflow/retry-predicate.ts";
export { afterAttempt, afterDelay, beforeDelay } from "./workflow/retry-stop.ts";
export {
  chain,
  exponential,
  exponentialJitter,
  fixed,
  fullJitter,
  incrementing,
  none,
  random,
  sum,
  type RetryWait,
} from "./workflow/retry-wait.ts";
export type { RunHandler, StreamOptions } from "./workflow/run-handler.ts";
export type { RunOptions, SavedContext, WorkflowOptions } from "./workflow/run-options.ts";
export type { Runnable } from "./workflow/runnable.ts";
export type {
  AttemptInfo,
  CollectEventsOptions,
  SendOptions,
  StepContext,
  StepLogger,
  WaitOptions,
} from "./workflow/step-context.ts";
export type { CatchErrorOptions, StepOptions } from "./workflow/step-options.ts";
export type { ReadyStep, StepOutcome, Stepper } from "./workflow/stepper.ts";
export type { Store, StorePath } from "./workflow/store.ts";

export { defineEvent, type EventOptions } from "./event/define-event.ts";
export { getAttribute } from "./event/dynamic-event.ts";
export type { EventClass } from "./event/event-class.ts";
export { eventMeta, isEvent } from "./event/event-identity.ts";
export type { EventCause, EventMeta } from "./event/event-meta.ts";
export {
  defineHumanResponse,
  defineInputRequired,
  HumanResponseEvent,
  InputRequiredEvent,
} from "./event/human-events.ts";
export { type } from "./event/schema.ts";
export { defineStartEvent, StartEvent } from "./event/start-event.ts";
export { defineStopEvent, StopEvent } from "./event/stop-event.ts";
export {
  RunCancelled,
  RunFailed,
  RunIdle,
  RunTimedOut,
  StepFailedEvent,
  StepStateChanged,
  StreamGap,
  UnhandledEvent,
  type StepState,
} from "./event/system-events.ts";
export { WorkflowEvent } from "./event/workflow-event.ts";

export { registerValueCodec, type ValueCodec } from "./codec/value-codec.ts";
export { drawMostRecentExecution, type DrawableExecution } from "./runtimes/draw-most-recent-execution.ts";

export type { ErrorCode } from "./errors/error-codes.ts";
export type { ErrorData } from "./errors/error-data.ts";
export {
  EventNotSerializableError,
  EventTooLargeError,
  EventUsageError,
  EventValidationError,
  type PayloadIssue,
} from "./errors/event-errors.ts";
export { OptionError } from "./errors/option-error.ts";
export {
  ContextError,
  EventNotDeclaredError,
  RunCancelledError,
  RunEndedError,
  RunIdConflictError,
  RunStalledError,
  RunTimeoutError,
  StepReturnError,
  StepTimeoutError,
  StepUnknownError,
  WaitTimeoutError,
} from "./errors/run-errors.ts";
export { StepscopeError, type ErrorDetails } from "./errors/stepscope-error.ts";
export { ValueUnreadableError } from "./errors/value-unreadable-error.ts";
export {
  EngineMissingError,
  ResourceError,
  WorkflowFrozenError,
  WorkflowValidationError,
} from "./errors/workflow-errors.ts";
export type { Problem, ProblemCode } from "./errors/workflow-problem.ts";

export type { Drawing, DrawingEdge, DrawingNode } from "./graph/drawing.ts";
export type { DrawingFormat, DrawingOptions } from "./graph/render-drawing.ts";
export type { EventNode, StepNode, WorkflowGraph } from "./graph/workflow-graph.ts";
export { currentExecution, type ExecutionScope } from "./trace/execution-scope.ts";
export type { RecordKind, RecordOf, RunRecord } from "./trace/record.ts";
export { registerSink, setTracer } from "./trace/registry.ts";
export type { RunStatus } from "./trace/run-status.ts";
export type { RunTracer, SpanIds, Tracer } from "./trace/run-tracer.ts";
export type { PreviousSegment, RunOpening, RunSink, Sink } from "./trace/sink.ts";
export type { SpanData, SpanKind } from "./trace/span-data.ts";

/** The read model: a run's records folded into what a reader sees. Pure, and fit for a browser. */
export type {
  AttemptOutcome,
  AttemptView,
  ExecutionOutcome,
  ExecutionView,
  LlmTotals,
  WaitView,
} from "./view/execution-view.ts";
export { RunFold } from "./view/fold-run.ts";
export { eventOf, executionOf } from "./view/run-view.ts";
export type {
  ChildRunView,
  EventView,
  IdleView,
  LogView,
  PublishedView,
  RunTotals,
  RunView,
  SegmentView,
  SpanView,
  StateChangeView,
} from "./view/run-view.ts";
export type {
  RecordChunk,
  RecordQuery,
  RunPage,
  RunPageQuery,
  RunPosition,
  SpanQuery,
  StoredSpan,
  StoreState,
  TraceReader,
} from "./view/reader.ts";

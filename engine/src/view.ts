/** The read model: a run's records folded into what a reader sees. Pure, and fit for a browser. */
export { axisTicks, roundStepMs } from "./view/axis-ticks.ts";
export type { AxisTick, AxisTicks, AxisTicksOptions } from "./view/axis-ticks.ts";
export type { ComparedPair, DivergencePoint, ExecutionDifferences } from "./view/compare-executions.ts";
export { comparedGraph } from "./view/compared-graph.ts";
export type { ComparedEdge, ComparedGraph, ComparedStep } from "./view/compared-graph.ts";
export { compareRuns } from "./view/comparison.ts";
export type { Comparison, ComparisonOptions, Divergence } from "./view/comparison.ts";
export type { ComparisonRow } from "./view/comparison-rows.ts";
export { concurrencyShape } from "./view/concurrency-shape.ts";
export type { ConcurrencyOptions, ConcurrencyShape } from "./view/concurrency-shape.ts";
export { criticalPath } from "./view/critical-path.ts";
export type { CriticalLeg, CriticalPath } from "./view/critical-path.ts";
export { allowedEdges, definitionGraph, stepNodeId } from "./view/definition-graph.ts";
export type { AllowedEdge } from "./view/definition-graph.ts";
export { executionGraph } from "./view/execution-graph.ts";
export type { ExecutionGraphOptions } from "./view/execution-graph.ts";
export type {
  AttemptOutcome,
  AttemptView,
  ExecutionOutcome,
  ExecutionView,
  LlmTotals,
  WaitView,
} from "./view/execution-view.ts";
export { findInRun } from "./view/find-in-run.ts";
export type { FindOptions, FindResult, RunMatch } from "./view/find-in-run.ts";
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
export { GRAPH_MEASURES } from "./view/graph-view.ts";
export type {
  GraphEdge,
  GraphLayout,
  GraphModel,
  GraphNode,
  GraphNodeKind,
  GraphNodeSums,
  PlacedEdge,
  PlacedLabel,
  PlacedNode,
} from "./view/graph-view.ts";
export { layoutGraph } from "./view/layered-layout.ts";
export type { GraphLayoutOptions } from "./view/layered-layout.ts";
export { alignmentOffsetMs, lockStep, matchingSeq } from "./view/lock-step.ts";
export type { Alignment, LockStep } from "./view/lock-step.ts";
export { entitiesOf, minimap, recordDensity } from "./view/minimap.ts";
export type { Minimap, MinimapOptions } from "./view/minimap.ts";
export { MARKER_KIND, msAtSeq, neighbourMarker, placeMarkers, replayMarkers, seqAtMs } from "./view/replay-markers.ts";
export type { MarkerKind, PlacedMarker, ReplayMarker } from "./view/replay-markers.ts";
export { failuresFirst, groupCounts, siblingGroups } from "./view/sibling-groups.ts";
export type { GroupCounts, SiblingGroup, SiblingGroups } from "./view/sibling-groups.ts";
export { axisLengthMs, compressedTimeMap, plainTimeMap, toAxisMs, toRunMs } from "./view/time-map.ts";
export type { TimeBreak, TimeMap, TimeMapOptions } from "./view/time-map.ts";
export {
  childRunEntity,
  executionsIn,
  segmentAt,
  segmentsIn,
  spanEntity,
  timelineBuffers,
  timelineIndex,
} from "./view/timeline-index.ts";
export type { TimelineIndex, TimelinePoint, TimeRange } from "./view/timeline-index.ts";
export { ancestorRowIds, executionRowId, groupRowId, spanRowId, timelineRows } from "./view/timeline-rows.ts";
export type {
  AttemptRow,
  ChildRunRow,
  ExecutionRow,
  GroupRow,
  SpanRow,
  TimelineRow,
  TimelineRowsOptions,
} from "./view/timeline-rows.ts";
export { SEGMENT_KIND } from "./view/timeline-segments.ts";
export type { SegmentKind, TimelineSegment } from "./view/timeline-segments.ts";
export { dominantPhase, phaseAt, phaseCountsAt } from "./view/phase-at.ts";
export type { Phase, PhaseCounts } from "./view/phase-at.ts";
export { queueContents, stepPhaseCounts } from "./view/queue-contents.ts";
export type { QueueContents, QueueCounts, QueueEntry, StepPhaseCounts } from "./view/queue-contents.ts";
export { StateHistory } from "./view/state-history.ts";
export type { KeyChange, KeyWrite, StatePath } from "./view/state-history.ts";
export { StateTimeline } from "./view/state-timeline.ts";
export type { StateTimelineOptions } from "./view/state-timeline.ts";
export { nextStop, stopSeqs } from "./view/stop-condition.ts";
export type { StopCondition } from "./view/stop-condition.ts";
export type {
  RecordChunk,
  JournalText,
  RecordQuery,
  RunPage,
  RunPageQuery,
  RunPosition,
  SpanQuery,
  StoredSpan,
  StoreState,
  TraceReader,
} from "./view/reader.ts";
export { fieldsOf } from "./codec/escaped-keys.ts";
export type { EncodedValue, Json, PayloadReference, RedactedValue } from "./codec/encoded-value.ts";
export type { ErrorData } from "./errors/error-data.ts";
export type { EventNode, StepInput, StepNode, WorkflowGraph } from "./graph/workflow-graph.ts";
export type {
  CollectBufferState,
  EventState,
  ExecutionState,
  RunState,
  StepState,
  TimerState,
  WaiterState,
} from "./run/run-state.ts";
export { recordsOfText } from "./trace/journal-block.ts";
export { RECORD_CLASS } from "./trace/record.ts";
export type { RecordBody, RecordData, RecordKind, RecordOf, RunRecord } from "./trace/record.ts";
export type { RunStatus } from "./trace/run-status.ts";
export type { SpanData, SpanKind } from "./trace/span-data.ts";
export type {
  BucketRange,
  CountEstimate,
  ExportStatus,
  FacetValue,
  FailureGroup,
  ModelUsage,
  Overview,
  OverviewBucket,
  OverviewTotals,
  RunFacets,
  RunHistogram,
  RunStepRow,
  StepRegression,
  StepStatistics,
  VersionMark,
  WorkflowSummary,
} from "./view/reader-statistics.ts";
export { NEWEST_FIRST } from "./view/run-filter.ts";
export type { NumberRange, RunFilter, RunSort, RunSortKey, RunStatusFilter } from "./view/run-filter.ts";
export type { RunActivity, RunDetail, RunSummary } from "./view/run-summary.ts";
export { diffValues, isSameValue } from "./view/value-diff.ts";
export type { ValueDiffOptions, ValueDifference } from "./view/value-diff.ts";

/** The testing door: what tests and demonstrations need to run workflows without waiting, and without a real model. */
export { startScriptedModel, type ScriptedModel, type ScriptedModelOptions } from "./testing/scripted-model.ts";
export {
  estimateTokens,
  type ScriptedAnswer,
  type ScriptedFailure,
  type ScriptedHang,
  type ScriptedMessage,
  type ScriptedReplies,
  type ScriptedReply,
  type ScriptedReplyFunction,
  type ScriptedRequest,
  type ScriptedToolCall,
  type ScriptedUsage,
} from "./testing/scripted-reply.ts";
export { SimulatedClock, type SimulatedClockOptions } from "./testing/simulated-clock.ts";
export { testRun, type TestRunOptions, type TestRunResult } from "./testing/test-run.ts";
export type { Clock, ClockTimer } from "./run/clock.ts";

/** The testing door: what tests and demonstrations need to run workflows without a real model. */
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

// The scripted demo model: prepared answers to what the examples ask, over real HTTP, saying plainly what it is.

import { startScriptedModel, type ScriptedReply, type ScriptedRequest } from "stepscope/testing";
import { answerDemoRequest } from "./demo-answers.ts";

/** A running demo model. */
export interface DemoModel {
  readonly baseURL: string;
  /** Its name, which says that it is scripted. */
  readonly model: string;
  close(): Promise<void>;
}

/** The name that stands in every answer. */
export const DEMO_MODEL_NAME = "stepscope-scripted-demo";

/** Starts the demo model on a free port, or on `port`. */
export async function startDemoModel(
  options: { readonly pace?: number; readonly port?: number } = {},
): Promise<DemoModel> {
  const { pace = 1, port = 0 } = options;
  const server = await startScriptedModel({
    port,
    model: DEMO_MODEL_NAME,
    replies: (request) => paced(answerDemoRequest(request), request, pace),
  });
  return { baseURL: server.baseURL, model: DEMO_MODEL_NAME, close: () => server.close() };
}

/** A real model needs time to start and then some for every word; the same request always takes the same time. */
function paced(text: string, request: ScriptedRequest, pace: number): ScriptedReply {
  const words = text.split(/\s+/).length;
  const startMs = 120 + (hash(request.prompt) % 260);
  const wordMs = 6;
  if (request.isStreamed) return { text, delayMs: startMs * pace, pieceDelayMs: wordMs * pace };
  return { text, delayMs: (startMs + words * wordMs) * pace };
}

function hash(text: string): number {
  let value = 7;
  for (let position = 0; position < text.length; position += 1)
    value = (value * 31 + text.charCodeAt(position)) % 1_000_003;
  return value;
}

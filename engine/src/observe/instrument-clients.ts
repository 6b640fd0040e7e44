// Tells model clients apart by their shape, and traces them.

import { instrumentAnthropic } from "../llm/instrument-anthropic.ts";
import { instrumentOpenAI } from "../llm/instrument-openai.ts";
import { fieldOf } from "../llm/loose-json.ts";

/** Traces a client, or the class of one; says whether it was one that can be traced. */
export function instrumentClient(client: unknown): boolean {
  if ((typeof client !== "object" && typeof client !== "function") || client === null) return false;
  const isClass = typeof client === "function";
  const has = (onClass: readonly string[], onClient: readonly string[]) =>
    typeof fieldOf(client, ...(isClass ? [...onClass, "prototype", "create"] : [...onClient, "create"])) === "function";
  if (has(["Chat", "Completions"], ["chat", "completions"]) || has(["Responses"], ["responses"])) {
    instrumentOpenAI(client);
    return true;
  }
  if (has(["Messages"], ["messages"])) {
    instrumentAnthropic(client);
    return true;
  }
  return false;
}

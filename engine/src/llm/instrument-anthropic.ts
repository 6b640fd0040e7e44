// Traces the calls of an Anthropic client: one client, or all clients of a class.

import { anthropicMessages } from "./anthropic-messages.ts";
import type { InstrumentOptions } from "./instrument-openai.ts";
import { fieldOf } from "./loose-json.ts";
import { traceCreate } from "./trace-create.ts";

/**
 * Traces every message of a client, streams and refusals too. Pass an `Anthropic` client to trace that one, or the
 * `Anthropic` class to trace all of them. Newer clients make spans of their own; those of traced calls are turned off,
 * so that no call shows twice.
 *
 * @returns the client or class that was given
 * @example
 * ```ts
 * import Anthropic from "@anthropic-ai/sdk";
 * import { instrumentAnthropic } from "stepscope/llm";
 *
 * const client = instrumentAnthropic(new Anthropic());
 * ```
 */
export function instrumentAnthropic<C extends object>(client: C, options: InstrumentOptions = {}): C {
  const isClass = typeof client === "function";
  const settings = {
    dialect: anthropicMessages,
    provider: () => options.provider ?? "anthropic",
    prepare: turnOffOwnSpans,
  };
  traceCreate(isClass ? fieldOf(client, "Messages", "prototype") : fieldOf(client, "messages"), settings);
  const beta = isClass ? fieldOf(client, "Beta", "Messages", "prototype") : fieldOf(client, "beta", "messages");
  traceCreate(beta, settings);
  return client;
}

function turnOffOwnSpans(resource: unknown): void {
  const client = fieldOf(resource, "_client");
  if (typeof client === "object" && client !== null && fieldOf(client, "_tracer") !== undefined)
    Reflect.set(client, "_tracer", undefined);
}

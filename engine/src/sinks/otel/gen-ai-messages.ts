// Turns messages in the form of the GenAI conventions, or of the AI SDK, into OpenInference attributes.

import type { Attributes } from "@opentelemetry/api";
import {
  MESSAGE_CONTENT,
  MESSAGE_ROLE,
  MESSAGE_TOOL_CALL_ID,
  MESSAGE_TOOL_CALLS,
  TOOL_CALL_FUNCTION_ARGUMENTS_JSON,
  TOOL_CALL_FUNCTION_NAME,
  TOOL_CALL_ID,
} from "@arizeai/openinference-semantic-conventions";

/** Messages beyond these do not fit into a span. */
const MAX_MESSAGES = 20;

/**
 * Adds the messages of a JSON text under a prefix. Gives the text of the last message, which is what lists show;
 * `undefined` where the text holds no messages.
 */
export function addGenAiMessages(
  attributes: Attributes,
  json: string | undefined,
  options: { readonly prefix: string | undefined; readonly system?: string | undefined },
): string | undefined {
  const messages = [...messagesOf(options.system, "system"), ...messagesOf(json, undefined)];
  if (messages.length === 0) return undefined;
  const kept =
    messages.length > MAX_MESSAGES ? [...messages.slice(0, 1), ...messages.slice(1 - MAX_MESSAGES)] : messages;
  if (options.prefix !== undefined)
    for (const [index, message] of kept.entries()) addMessage(attributes, `${options.prefix}.${index}`, message);
  const last = messages.at(-1);
  return last === undefined ? undefined : last.text !== "" ? last.text : JSON.stringify(last.calls);
}

interface Message {
  readonly role: string;
  readonly text: string;
  readonly toolCallId: string | undefined;
  readonly calls: readonly { readonly id: string | undefined; readonly name: string; readonly arguments: string }[];
}

function addMessage(attributes: Attributes, key: string, message: Message): void {
  attributes[`${key}.${MESSAGE_ROLE}`] = message.role;
  if (message.text !== "" || message.calls.length === 0) attributes[`${key}.${MESSAGE_CONTENT}`] = message.text;
  if (message.toolCallId !== undefined) attributes[`${key}.${MESSAGE_TOOL_CALL_ID}`] = message.toolCallId;
  for (const [index, call] of message.calls.entries()) {
    const callKey = `${key}.${MESSAGE_TOOL_CALLS}.${index}`;
    if (call.id !== undefined) attributes[`${callKey}.${TOOL_CALL_ID}`] = call.id;
    attributes[`${callKey}.${TOOL_CALL_FUNCTION_NAME}`] = call.name;
    attributes[`${callKey}.${TOOL_CALL_FUNCTION_ARGUMENTS_JSON}`] = call.arguments;
  }
}

/** A list of messages, `{ messages: […] }` as the AI SDK has it, or the parts of one message of a given role. */
function messagesOf(json: string | undefined, role: string | undefined): readonly Message[] {
  const parsed = parse(json);
  if (role !== undefined) return parsed === undefined ? [] : [messageOf({ role, parts: parsed })];
  const list = Array.isArray(parsed) ? parsed : field(parsed, "messages");
  return Array.isArray(list) ? list.map(messageOf) : [];
}

function messageOf(message: unknown): Message {
  const content = field(message, "parts") ?? field(message, "content");
  const parts: readonly unknown[] = Array.isArray(content) ? content : [{ type: "text", content }];
  const calls = parts.filter((part) => /tool.?call$/i.test(text(field(part, "type")) ?? ""));
  const answers = parts.filter((part) => /tool.?(?:call.?response|result)$/i.test(text(field(part, "type")) ?? ""));
  const [answer] = answers;
  return {
    role: text(field(message, "role")) ?? "user",
    text: [
      ...parts.map((part) => text(field(part, "content")) ?? text(field(part, "text")) ?? ""),
      ...answers.map((part) => readable(field(part, "response") ?? field(part, "result") ?? field(part, "output"))),
    ].join(""),
    toolCallId: text(field(answer, "id")) ?? text(field(answer, "toolCallId")),
    calls: calls.map((part) => ({
      id: text(field(part, "id")) ?? text(field(part, "toolCallId")),
      name: text(field(part, "name")) ?? text(field(part, "toolName")) ?? "unknown",
      arguments: readable(field(part, "arguments") ?? field(part, "input") ?? field(part, "args")),
    })),
  };
}

function parse(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function readable(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

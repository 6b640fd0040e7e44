// An LLM call read from a span's flat attributes: messages, tool calls, parameters. Only known keys are read; nothing is built from the keys themselves.

import type { Json, SpanData } from "stepscope/view";

/** A tool that the model asked for. */
export interface ToolCall {
  readonly id?: string;
  readonly name: string;
  /** JSON text, as the model wrote it. */
  readonly argumentsText: string;
}

/** One message of the conversation. */
export interface LlmMessage {
  readonly role: string;
  /** Its parts in order; images and the like as a note of what they are. */
  readonly parts: readonly { readonly kind: "text" | "note"; readonly text: string }[];
  readonly toolCalls: readonly ToolCall[];
  /** Of a tool's answer: which call it answers, and the tool. */
  readonly toolCallId?: string;
  readonly name?: string;
}

/** What a span says about an LLM call. */
export interface LlmCall {
  readonly input: readonly LlmMessage[];
  readonly output: readonly LlmMessage[];
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly tools: readonly { readonly name: string; readonly schemaText: string }[];
  readonly finishReason?: string;
}

const MOST_MESSAGES = 2000;
const MOST_PARTS = 200;

type Attributes = SpanData["attributes"];

function text(attributes: Attributes, key: string): string | undefined {
  const value = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Values under `prefix.0`, `prefix.1`, … while there are any, up to `most`. */
function list<Item>(most: number, read: (at: number) => Item | undefined): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < most; at++) {
    const item = read(at);
    if (item === undefined) break;
    items.push(item);
  }
  return items;
}

function partAt(attributes: Attributes, prefix: string): LlmMessage["parts"][number] | undefined {
  const type = text(attributes, `${prefix}.type`);
  const words = text(attributes, `${prefix}.text`);
  if (words !== undefined) return { kind: "text", text: words };
  const image = text(attributes, `${prefix}.image.image.url`) ?? text(attributes, `${prefix}.image`);
  if (image !== undefined)
    return {
      kind: "note",
      text: image.startsWith("data:") ? `image, inline, ${image.length} characters` : `image ${image}`,
    };
  return type === undefined ? undefined : { kind: "note", text: type };
}

function toolCallAt(attributes: Attributes, prefix: string): ToolCall | undefined {
  const name = text(attributes, `${prefix}.function.name`);
  const argumentsText = text(attributes, `${prefix}.function.arguments`);
  if (name === undefined && argumentsText === undefined) return undefined;
  const id = text(attributes, `${prefix}.id`);
  return { name: name ?? "", argumentsText: argumentsText ?? "", ...(id === undefined ? {} : { id }) };
}

function messageAt(attributes: Attributes, prefix: string): LlmMessage | undefined {
  const role = text(attributes, `${prefix}.role`);
  const content = text(attributes, `${prefix}.content`);
  const contents = list(MOST_PARTS, (at) => partAt(attributes, `${prefix}.contents.${at}.message_content`));
  const toolCalls = list(MOST_PARTS, (at) => toolCallAt(attributes, `${prefix}.tool_calls.${at}.tool_call`));
  if (role === undefined && content === undefined && contents.length === 0 && toolCalls.length === 0) return undefined;
  const toolCallId = text(attributes, `${prefix}.tool_call_id`);
  const name = text(attributes, `${prefix}.name`);
  return {
    role: role ?? "unknown",
    parts: [
      ...(content === undefined || content === "" ? [] : [{ kind: "text" as const, text: content }]),
      ...contents,
    ],
    toolCalls,
    ...(toolCallId === undefined ? {} : { toolCallId }),
    ...(name === undefined ? {} : { name }),
  };
}

function jsonObject(source: string | undefined): Readonly<Record<string, Json>> {
  if (source === undefined) return {};
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, Json>) : {};
  } catch {
    return {};
  }
}

function toolAt(attributes: Attributes, at: number): LlmCall["tools"][number] | undefined {
  const schemaText = text(attributes, `llm.tools.${at}.tool.json_schema`);
  if (schemaText === undefined) return undefined;
  const schema = jsonObject(schemaText);
  const inner = schema["function"];
  const named =
    typeof inner === "object" && inner !== null && !Array.isArray(inner) && "name" in inner
      ? inner["name"]
      : schema["name"];
  return { name: typeof named === "string" ? named : `tool ${at + 1}`, schemaText };
}

/** Reads the call; every part may be empty. */
export function llmCallOf(span: Pick<SpanData, "attributes">): LlmCall {
  const { attributes } = span;
  const finishReason = text(attributes, "llm.finish_reason") ?? text(attributes, "llm.finish_reasons");
  const parameters = Object.entries(jsonObject(text(attributes, "llm.invocation_parameters")))
    .filter(([name]) => name !== "messages" && name !== "tools" && name !== "model")
    .map(([name, value]) => ({ name, value: typeof value === "string" ? value : JSON.stringify(value) }));
  return {
    input: list(MOST_MESSAGES, (at) => messageAt(attributes, `llm.input_messages.${at}.message`)),
    output: list(MOST_MESSAGES, (at) => messageAt(attributes, `llm.output_messages.${at}.message`)),
    parameters,
    tools: list(MOST_PARTS, (at) => toolAt(attributes, at)),
    ...(finishReason === undefined ? {} : { finishReason }),
  };
}

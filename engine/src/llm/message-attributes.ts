// Messages and tools as flat OpenInference attributes, redacted, within a budget of attributes and characters.

import {
  IMAGE_URL,
  LLM_INPUT_MESSAGES,
  LLM_OUTPUT_MESSAGES,
  LLM_TOOLS,
  MESSAGE_CONTENT,
  MESSAGE_CONTENT_IMAGE,
  MESSAGE_CONTENT_TEXT,
  MESSAGE_CONTENT_TYPE,
  MESSAGE_CONTENTS,
  MESSAGE_NAME,
  MESSAGE_ROLE,
  MESSAGE_TOOL_CALL_ID,
  MESSAGE_TOOL_CALLS,
  TOOL_CALL_FUNCTION_ARGUMENTS_JSON,
  TOOL_CALL_FUNCTION_NAME,
  TOOL_CALL_ID,
  TOOL_JSON_SCHEMA,
} from "@arizeai/openinference-semantic-conventions";

import type { Json } from "../codec/encoded-value.ts";
import type { Redactor } from "../codec/redactor.ts";
import type { LlmMessage } from "./llm-message.ts";

/** Flat attributes, in the order in which they are to be set. */
export type FlatAttributes = Record<string, string | number | boolean>;

/** How much may be written. */
export interface AttributeBudget {
  attributes: number;
  chars: number;
}

/** Which way a message goes. */
export type MessageDirection = "input" | "output";

const PREFIX = { input: LLM_INPUT_MESSAGES, output: LLM_OUTPUT_MESSAGES } as const;
const MESSAGES_PLACE = { input: "inputMessages", output: "outputMessages" } as const;
const TEXT_PLACE = { input: "inputText", output: "outputText" } as const;

/**
 * Adds messages. What does not fit is left out of the middle: the first message says how the model is to behave,
 * the last ones what it was asked. Says whether anything was left out.
 */
export function addMessages(
  attributes: FlatAttributes,
  messages: readonly LlmMessage[],
  options: { readonly direction: MessageDirection; readonly redactor: Redactor; readonly budget: AttributeBudget },
): boolean {
  const { direction, redactor, budget } = options;
  if (messages.length === 0 || isWithheld(redactor, MESSAGES_PLACE[direction])) return false;
  const flat = messages.map((message) => flatMessage(message, direction, redactor));
  const kept = choose(flat, budget);
  let index = 0;
  for (const fields of kept.fields) {
    for (const [key, value] of fields) attributes[`${PREFIX[direction]}.${index}.${key}`] = value;
    index++;
  }
  return kept.omitted > 0;
}

type Fields = readonly (readonly [string, string])[];

function choose(
  flat: readonly Fields[],
  budget: AttributeBudget,
): { readonly fields: readonly Fields[]; readonly omitted: number } {
  const costs = flat.map((fields) => fields.reduce((chars, [, value]) => chars + value.length, 0));
  const fits = (index: number) => {
    const fields = flat[index] ?? [];
    const chars = costs[index] ?? 0;
    if (fields.length > budget.attributes || chars > budget.chars) return false;
    budget.attributes -= fields.length;
    budget.chars -= chars;
    return true;
  };
  const isHeadKept = flat.length > 1 && fits(0);
  let from = flat.length;
  const first = isHeadKept ? 1 : 0;
  while (from > first && fits(from - 1)) from--;
  // The last message stays, cut if need be: a span without what was asked says nothing.
  const tail =
    from === flat.length ? [clipped(flat[flat.length - 1] ?? [], Math.max(0, budget.chars))] : flat.slice(from);
  const head = isHeadKept ? flat.slice(0, 1) : [];
  const omitted = flat.length - head.length - tail.length;
  const marker: Fields = [
    [MESSAGE_ROLE, "system"],
    [MESSAGE_CONTENT, `[${omitted} messages left out]`],
  ];
  return {
    fields: omitted > 0 ? [...head, marker, ...tail] : [...head, ...tail],
    omitted: omitted + (from === flat.length ? 1 : 0),
  };
}

const FEWEST_FIELDS = 4;

function clipped(fields: Fields, chars: number): Fields {
  return fields
    .slice(0, FEWEST_FIELDS)
    .map(([key, value]) => [key, value.length > chars + 16 ? `${value.slice(0, chars)}… [cut]` : value] as const);
}

function flatMessage(message: LlmMessage, direction: MessageDirection, redactor: Redactor): Fields {
  const clean = (text: string) => redactor.text(text, TEXT_PLACE[direction]);
  const fields: [string, string][] = [[MESSAGE_ROLE, message.role]];
  if (message.name !== undefined) fields.push([MESSAGE_NAME, message.name]);
  if (message.toolCallId !== undefined) fields.push([MESSAGE_TOOL_CALL_ID, message.toolCallId]);
  if (typeof message.content === "string") fields.push([MESSAGE_CONTENT, clean(message.content)]);
  else fields.push(...contentFields(message, clean, redactor));
  message.toolCalls?.forEach((call, index) => {
    const key = `${MESSAGE_TOOL_CALLS}.${index}`;
    if (call.id !== undefined) fields.push([`${key}.${TOOL_CALL_ID}`, call.id]);
    fields.push([`${key}.${TOOL_CALL_FUNCTION_NAME}`, call.name]);
    fields.push([`${key}.${TOOL_CALL_FUNCTION_ARGUMENTS_JSON}`, clean(call.arguments)]);
  });
  return fields;
}

function contentFields(message: LlmMessage, clean: (text: string) => string, redactor: Redactor): [string, string][] {
  const parts = typeof message.content === "string" ? [] : (message.content ?? []);
  const [only] = parts;
  if (parts.length === 1 && only?.type === "text") return [[MESSAGE_CONTENT, clean(only.text)]];
  return parts.flatMap((part, index): [string, string][] => {
    const key = `${MESSAGE_CONTENTS}.${index}`;
    const type: [string, string] = [`${key}.${MESSAGE_CONTENT_TYPE}`, part.type];
    if (part.type !== "image") return [type, [`${key}.${MESSAGE_CONTENT_TEXT}`, clean(part.text)]];
    return [type, [`${key}.${MESSAGE_CONTENT_IMAGE}.${IMAGE_URL}`, imageUrl(part.url, redactor)]];
  });
}

function imageUrl(url: string, redactor: Redactor): string {
  if (redactor.hide.inputImages) return "[redacted: hidden]";
  const isTooLong = url.startsWith("data:") && url.length > redactor.hide.base64ImageMaxLength;
  return isTooLong ? `[redacted: image of ${url.length} characters]` : redactor.text(url, "attribute");
}

/** Adds tool definitions, as many as fit. */
export function addTools(
  attributes: FlatAttributes,
  tools: readonly Json[],
  options: { readonly redactor: Redactor; readonly budget: AttributeBudget },
): boolean {
  const { redactor, budget } = options;
  if (tools.length === 0 || isWithheld(redactor, "tools")) return false;
  for (const [index, tool] of tools.entries()) {
    const text = JSON.stringify(redactor.value(tool, { place: "tools" }));
    if (budget.attributes < 1 || text.length > budget.chars) return true;
    budget.attributes--;
    budget.chars -= text.length;
    attributes[`${LLM_TOOLS}.${index}.${TOOL_JSON_SCHEMA}`] = text;
  }
  return false;
}

/** Whole lists are left out where nothing of them may be shown. */
function isWithheld(redactor: Redactor, place: "inputMessages" | "outputMessages" | "tools"): boolean {
  switch (place) {
    case "inputMessages":
      return redactor.hide.inputs || redactor.hide.inputMessages || redactor.hide.prompts;
    case "outputMessages":
      return redactor.hide.outputs || redactor.hide.outputMessages;
    case "tools":
      return redactor.hide.inputs || redactor.hide.tools;
  }
}

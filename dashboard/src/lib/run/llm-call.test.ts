// Messages, tool calls and parameters as OpenInference flattens them, and what hostile keys cannot do.

import { describe, expect, it } from "vitest";
import { llmCallOf } from "./llm-call.ts";

describe("llmCallOf", () => {
  it("reads messages with parts and tool calls", () => {
    const call = llmCallOf({
      attributes: {
        "llm.input_messages.0.message.role": "system",
        "llm.input_messages.0.message.content": "Be brief.",
        "llm.input_messages.1.message.role": "user",
        "llm.input_messages.1.message.contents.0.message_content.type": "text",
        "llm.input_messages.1.message.contents.0.message_content.text": "What is this?",
        "llm.input_messages.1.message.contents.1.message_content.type": "image",
        "llm.input_messages.1.message.contents.1.message_content.image.image.url": "data:image/png;base64,AAAA",
        "llm.input_messages.2.message.role": "tool",
        "llm.input_messages.2.message.tool_call_id": "c1",
        "llm.input_messages.2.message.content": "42",
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": "",
        "llm.output_messages.0.message.tool_calls.0.tool_call.id": "c2",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "search",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"q":"x"}',
        "llm.invocation_parameters": '{"temperature":0.2,"model":"m","stop":["a"]}',
        "llm.tools.0.tool.json_schema": '{"type":"function","function":{"name":"search"}}',
        "llm.finish_reason": "tool_calls",
      },
    });
    expect(call.input.map((message) => message.role)).toEqual(["system", "user", "tool"]);
    expect(call.input[1]?.parts).toEqual([
      { kind: "text", text: "What is this?" },
      { kind: "note", text: "image, inline, 26 characters" },
    ]);
    expect(call.input[2]?.toolCallId).toBe("c1");
    expect(call.output).toEqual([
      { role: "assistant", parts: [], toolCalls: [{ id: "c2", name: "search", argumentsText: '{"q":"x"}' }] },
    ]);
    expect(call.parameters).toEqual([
      { name: "temperature", value: "0.2" },
      { name: "stop", value: '["a"]' },
    ]);
    expect(call.tools[0]?.name).toBe("search");
    expect(call.finishReason).toBe("tool_calls");
  });

  it("reads nothing from inherited or malformed keys", () => {
    const attributes = JSON.parse(
      '{"llm.input_messages.__proto__.message.role":"x","llm.input_messages.1.message.role":"skipped","llm.invocation_parameters":"not json","llm.tools.0.tool.json_schema":"[]"}',
    ) as Record<string, string>;
    const call = llmCallOf({ attributes });
    expect(call.input).toEqual([]);
    expect(call.parameters).toEqual([]);
    expect(call.tools).toEqual([{ name: "tool 1", schemaText: "[]" }]);
    expect(Object.hasOwn(Object.prototype, "message")).toBe(false);
  });
});

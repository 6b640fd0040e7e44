/** The local model is a real one that answers over HTTP. */
import { describe, expect, it } from "vitest";
import { localLlmMissing, startLocalLlm } from "./local-llm.ts";

describe.skipIf((await localLlmMissing()) !== undefined)("local language model", () => {
  it("answers a chat request and counts the tokens", { timeout: 120_000 }, async () => {
    await using llm = await startLocalLlm();
    const response = await fetch(`${llm.baseUrl}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ messages: [{ role: "user", content: "Name a colour." }], max_tokens: 16 }),
    });
    expect(await response.json()).toMatchObject({
      choices: [{ message: { role: "assistant", content: expect.stringMatching(/\w/) } }],
      usage: { prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) },
    });
  });
});

/** The research example with a real, if very small, language model on this machine. */
import { connectModel } from "../examples/model/src/connect-model.ts";
import { Research } from "../examples/research/src/research.ts";
import { startSearchService } from "../examples/research/src/search-service.ts";
import { describe, expect, it } from "vitest";
import { localLlmMissing, startLocalLlm } from "../scripts/local-llm.ts";

describe.skipIf((await localLlmMissing()) !== undefined)("research with a real model", () => {
  it("comes to a report of its own words", { timeout: 480_000 }, async () => {
    await using llm = await startLocalLlm();
    const connection = await connectModel({ environment: { OPENAI_BASE_URL: llm.baseUrl } });
    const search = await startSearchService();
    try {
      const { client, model } = connection;
      const report = await new Research({ client, model, searchUrl: search.url }).run({ topic: "trees in hot cities" });
      expect(model).toBe(llm.model);
      expect(report.text).toMatch(/\w+ \w+/);
      expect(report.text).not.toContain("scripted demo model");
      expect(report.sources.length).toBeGreaterThan(0);
    } finally {
      await search.close();
      await connection.close();
    }
  });
});

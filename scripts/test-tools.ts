/** Makes ready what the tests need beside Node: a browser, Phoenix, and a small language model. */
import { browserMissing } from "./browser.ts";
import { localLlmMissing, prepareLocalLlm } from "./local-llm.ts";
import { phoenixMissing, preparePhoenix } from "./phoenix.ts";

/** What is not available here, and why. */
export interface ToolReport {
  readonly missing: readonly { readonly tool: string; readonly reason: string }[];
}

/** Installs the tools that the tests need and says which are not to be had. */
export async function prepareTestTools(onProgress: (message: string) => void): Promise<ToolReport> {
  const tools: readonly { tool: string; prepare: () => Promise<string | undefined> }[] = [
    { tool: "A browser", prepare: browserMissing },
    { tool: "Phoenix", prepare: async () => (await phoenixMissing()) ?? (await settle(preparePhoenix(onProgress))) },
    {
      tool: "A local language model",
      prepare: async () => (await localLlmMissing()) ?? (await settle(prepareLocalLlm(onProgress))),
    },
  ];
  const missing: { tool: string; reason: string }[] = [];
  for (const { tool, prepare } of tools) {
    const reason = await prepare();
    if (reason === undefined) onProgress(`${tool} is ready`);
    else missing.push({ tool, reason });
  }
  return { missing };
}

async function settle(preparation: Promise<unknown>): Promise<string | undefined> {
  try {
    await preparation;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startScriptedModel } from "stepscope/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SNIPPETS_FOLDER, guidePages, snippetsOf, writeSnippets, type Snippet } from "./guide-snippets.ts";

const root = join(import.meta.dirname, "..");
const program = promisify(execFile);
const snippets = guidePages().flatMap(snippetsOf);
const workFolder = mkdtempSync(join(tmpdir(), "stepscope-guide-"));
const model = await startScriptedModel({ replies: (request) => `An answer to: ${request.prompt}` });

beforeAll(() => writeSnippets(snippets));

afterAll(async () => {
  await model.close();
  rmSync(workFolder, { recursive: true });
});

async function run(snippet: Snippet): Promise<string> {
  // Node strips types but does not know decorators; tsx does.
  const hasDecorators = /^\s*@\w+\(/m.test(snippet.code);
  const file = hasDecorators ? join(root, "node_modules", "tsx", "dist", "cli.mjs") : snippet.file;
  const args = ["--no-warnings", "--conditions=source", file, ...(hasDecorators ? [snippet.file] : [])];
  const env = {
    ...process.env,
    NODE_OPTIONS: "--conditions=source",
    OPENAI_API_KEY: "none",
    OPENAI_BASE_URL: model.baseURL,
  };
  const { stdout } = await program(process.execPath, args, { cwd: workFolder, env, timeout: 60_000 });
  return stdout;
}

describe("the README and the guide", () => {
  it("hold examples that compile", { timeout: 120_000 }, async () => {
    expect(snippets.length).toBeGreaterThan(20);
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    const outcome = await program(process.execPath, [compiler, "-p", SNIPPETS_FOLDER]).catch((error: unknown) => {
      if (hasOutput(error)) return error;
      throw error;
    });
    expect(outcome.stdout).toBe("");
  });

  it.each(snippets.filter(({ isRun }) => isRun))(
    "hold an example that runs: $name",
    { timeout: 90_000 },
    async (snippet) => {
      const output = await run(snippet);
      if (snippet.output === undefined) expect(output).not.toBe("");
      else expect(output).toBe(snippet.output);
      if (snippet.needsModel) expect(model.requests.length).toBeGreaterThan(0);
    },
  );
});

function hasOutput(error: unknown): error is { readonly stdout: string } {
  return typeof error === "object" && error !== null && "stdout" in error && typeof error.stdout === "string";
}

/** The examples run as a reader would start them, and leave their runs in the database. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const rootFolder = join(import.meta.dirname, "..");
const program = promisify(execFile);

async function start(example: string, database: string): Promise<string> {
  const folder = join(rootFolder, "examples", example);
  const loader = example === "joke-flow" ? [join(rootFolder, "node_modules", "tsx", "dist", "cli.mjs")] : [];
  const args = [...loader, "--conditions=source", "--no-warnings", "--import", "stepscope/register", "src/main.ts"];
  const env = {
    ...process.env,
    NODE_OPTIONS: "--conditions=source",
    STEPSCOPE_DATABASE_URL: database,
    STEPSCOPE_DEMO: "1",
    OPENAI_BASE_URL: "",
    OPENAI_API_KEY: "",
    PHOENIX_COLLECTOR_ENDPOINT: "http://127.0.0.1:9",
  };
  const { stdout } = await program(process.execPath, args, { cwd: folder, env, timeout: 90_000 });
  return stdout;
}

function readDatabase<Row>(database: string, sql: string): Row[] {
  const file = new DatabaseSync(database, { readOnly: true });
  try {
    return file.prepare(sql).all() as Row[];
  } finally {
    file.close();
  }
}

describe("the examples", { timeout: 120_000 }, () => {
  it.each([
    ["joke-flow", /critique: \[scripted demo model\] /, ["completed"]],
    ["joke-flow-functions", /critique: \[scripted demo model\] /, ["completed"]],
    ["research", /published after 1 revision\(s\), from \d+ passages/, ["completed"]],
    ["human-approval", /it is left waiting/, ["completed", "waiting"]],
  ] as const)("%s prints what happened, ends, and is on record", async (example, output, statuses) => {
    const folder = mkdtempSync(join(tmpdir(), "stepscope-example-"));
    const database = join(folder, "traces.db");
    try {
      const printed = await start(example, database);
      expect(printed).toContain("SCRIPTED DEMO MODEL");
      expect(printed).toMatch(output);
      const runs = readDatabase<{ status: string }>(database, "SELECT status FROM Run ORDER BY startedAtMs, id");
      expect(runs.map(({ status }) => status)).toEqual(statuses);
      const [spans] = readDatabase<{ count: number }>(
        database,
        "SELECT count(*) AS count FROM Span WHERE kind = 'LLM'",
      );
      expect(spans?.count).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** `npm start` as a person runs it: database, examples, dashboard, an address that answers, and a clean end. */
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { stopProgram } from "../../scripts/child-process.ts";
import { isPortFree } from "../../scripts/free-port.ts";
import { startProduct } from "../start-product.ts";

/** Nothing can listen there: the port is reserved. */
const NO_PHOENIX = "http://127.0.0.1:9";

describe("npm start", () => {
  let folder: string;
  let databasePath: string;
  const children = new Set<ChildProcess>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "stepscope-start-"));
    databasePath = join(folder, "new", "traces.db");
  });

  afterEach(async () => {
    for (const child of children) await stopProgram(child);
    children.clear();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("shows the runs of all examples in a dashboard that answers", { timeout: 240_000 }, async () => {
    const started = startProduct(["--port", "0"], {
      STEPSCOPE_DATABASE_URL: databasePath,
      PHOENIX_COLLECTOR_ENDPOINT: NO_PHOENIX,
    });
    children.add(started.child);
    const output = await started.printed(/Ctrl-C ends it/);
    const address = /Dashboard {2}(http:\/\/127\.0\.0\.1:(\d+))/.exec(output);
    expect(address, output).not.toBeNull();
    expect(output).toContain(databasePath);
    expect(output).toContain(`no Phoenix at ${NO_PHOENIX}`);

    const page = await fetch(`${address?.[1]}/runs`);
    expect(page.status).toBe(200);
    const runs = readRuns(databasePath);
    expect(new Set(runs.map((run) => run.workflow)).size).toBe(4);
    expect(runs.map((run) => run.status)).toContain("completed");

    started.child.kill("SIGINT");
    expect(await started.ended).toBe(0);
    expect(await isPortFree(Number(address?.[2]))).toBe(true);
  });

  it("says which port is taken", { timeout: 60_000 }, async () => {
    await using server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    const started = startProduct(["--port", String(port)], {
      STEPSCOPE_DATABASE_URL: databasePath,
      PHOENIX_COLLECTOR_ENDPOINT: NO_PHOENIX,
    });
    children.add(started.child);
    expect(await started.ended).toBe(1);
    const output = await started.printed(/$/);
    expect(output).toContain(`Port ${port} is taken`);
    expect(output).not.toContain("    at ");
  });

  it("says which database it cannot write", { timeout: 60_000 }, async () => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    const started = startProduct(["--port", "0"], {
      STEPSCOPE_DATABASE_URL: join(file, "traces.db"),
      PHOENIX_COLLECTOR_ENDPOINT: NO_PHOENIX,
    });
    children.add(started.child);
    expect(await started.ended).toBe(1);
    expect(await started.printed(/$/)).toContain(`${join(file, "traces.db")} cannot be written`);
  });

  it("refuses a file that is no database, and leaves it as it is", { timeout: 120_000 }, async () => {
    const file = join(folder, "notes.txt");
    await writeFile(file, "These are notes, not a database. ".repeat(100));
    const started = startProduct(["--port", "0", "--no-examples"], {
      STEPSCOPE_DATABASE_URL: file,
      PHOENIX_COLLECTOR_ENDPOINT: NO_PHOENIX,
    });
    children.add(started.child);
    expect(await started.ended).toBe(1);
    expect(await started.printed(/$/)).toContain(file);
  });
});

function readRuns(databasePath: string): { workflow: string; status: string }[] {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  try {
    return database
      .prepare("SELECT workflow, status FROM Run")
      .all()
      .map((row) => ({ workflow: String(row["workflow"]), status: String(row["status"]) }));
  } finally {
    database.close();
  }
}

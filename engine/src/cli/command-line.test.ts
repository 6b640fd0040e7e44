// The program itself, run as a person runs it: what it prints, and how it ends.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { prepareDatabase } from "@stepscope/database/migrate";
import { afterAll, describe, expect, it } from "vitest";

import { parseOptions } from "./parse-options.ts";
import { COMMANDS } from "./run-command-line.ts";

const PROGRAM = join(import.meta.dirname, "main.ts");
const folder = mkdtempSync(join(tmpdir(), "stepscope-cli-"));
const database = join(folder, "traces.db");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function stepscope(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const env = { PATH: process.env["PATH"], NO_COLOR: "1", ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--conditions=source", PROGRAM, ...args], { cwd: folder, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

describe("help", () => {
  it("shows every command with an example, with and without being asked", async () => {
    for (const args of [[], ["--help"], ["-h"], ["help"]]) {
      const { code, out, err } = await stepscope(args);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      for (const text of ["stepscope dashboard", "Examples", "STEPSCOPE_DATABASE_URL"]) expect(out).toContain(text);
      expect(out).not.toContain("\u001b");
    }
  });

  it("explains a command in short and in long", async () => {
    const [short, long] = await Promise.all([stepscope(["dashboard", "-h"]), stepscope(["dashboard", "--help"])]);
    expect(short.out).toContain("--port");
    expect(short.out).not.toContain("Examples");
    expect(long.out).toContain("Examples");
    expect(long.out.startsWith(short.out)).toBe(true);
  });

  it("says the version of the package", async () => {
    const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
    expect(await stepscope(["--version"])).toEqual({
      code: 0,
      err: "",
      out: `${Reflect.get(Object(manifest), "version")}\n`,
    });
  });
});

describe("what help and guide tell to type", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/guide/command-line.md"), "utf8");
  const lines = [
    ...guide.matchAll(/^npx (stepscope .*)$/gm),
    ...COMMANDS.flatMap(({ examples }) => examples.map(({ line }) => [line, line])),
  ].map(([, line = ""]) => line);

  it("is understood, option by option", () => {
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) {
      const [program, name, ...args] = line.split(" ");
      const command = COMMANDS.find((one) => one.name === name);
      expect([line, program, command?.name]).toEqual([line, "stepscope", name]);
      expect(() => parseOptions(args, command?.options ?? [])).not.toThrow();
    }
  });

  it("names only options that there are", () => {
    for (const { options, usage, name } of COMMANDS) {
      expect(usage.startsWith(name)).toBe(true);
      for (const [, option = ""] of usage.matchAll(/--([a-z-]+)/g))
        expect(options.map((one) => one.name)).toContain(option);
    }
  });
});

describe("what cannot be understood ends with 2 and one line", () => {
  it.each([
    [["dashbord"], /^stepscope: there is no command "dashbord"; did you mean dashboard\? See: stepscope --help\n$/],
    [["--frob"], /^stepscope: there is no option "--frob"; the commands are .* See: stepscope --help\n$/],
    [["dashboard", "--prot", "1"], /did you mean --port\? See: stepscope dashboard --help\n$/],
    [["dashboard", "--port", "many"], /^stepscope: --port needs a port from 0 to 65535, not "many"\. See: .*\n$/],
  ])("%j", async (args, line) => {
    const { code, out, err } = await stepscope(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(line);
  });
});

describe("what cannot be done ends with 1 and one line", () => {
  it("a port that is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = String(typeof address === "object" ? address?.port : "");
    const { code, err } = await stepscope(["dashboard", "--port", port]);
    await new Promise((resolve) => server.close(resolve));
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`^stepscope: port ${port} is taken .* --port.*\n$`));
  });

  it("a file that is no database, which stays as it is, with nothing beside it", async () => {
    const file = join(folder, "notes.txt");
    writeFileSync(file, "notes\n".repeat(100));
    const { code, err } = await stepscope(["dashboard", "--db", file]);
    expect(code).toBe(1);
    expect(err).toBe(`stepscope: ${file} is not an SQLite database. Nothing was changed. Choose another path.\n`);
    expect(readFileSync(file, "utf8")).toBe("notes\n".repeat(100));
    expect(readdirSync(folder).filter((name) => name.startsWith("notes"))).toEqual(["notes.txt"]);
  });

  it("a newer or an older schema: both versions, and the file stays as it is", async () => {
    prepareDatabase(database);
    change(`INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
      VALUES ('x', 'x', '20990101000000_later', 1, 1)`);
    const before = hash();
    const newer = await stepscope(["dashboard"], { STEPSCOPE_DATABASE_URL: database });
    expect(newer.code).toBe(1);
    expect(newer.err).toMatch(/made by a newer version of Stepscope: it has schema \d+ .*, this one knows schema \d+/);
    expect(hash()).toBe(before);
    change(`DELETE FROM "_prisma_migrations" WHERE "migration_name" >= (SELECT max("migration_name")
      FROM "_prisma_migrations" WHERE "migration_name" < '2099')`);
    const older = await stepscope(["dashboard", "--db", database]);
    expect(older.code).toBe(1);
    expect(older.err).toMatch(/has schema \d+, this version reads schema \d+\. Run any workflow on it once/);
  });

  it("shows where an error came from only when asked", async () => {
    const args = ["dashboard", "--db", PROGRAM];
    expect((await stepscope(args)).err).not.toContain("    at ");
    expect((await stepscope(args, { STEPSCOPE_DEBUG: "1" })).err).toContain("    at ");
  });
});

function change(sql: string): void {
  const connection = new DatabaseSync(database);
  connection.exec(sql);
  connection.close();
}

function hash(): string {
  return createHash("sha256").update(readFileSync(database)).digest("hex");
}

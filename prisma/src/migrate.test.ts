import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { assertLocalFileSystem } from "./file-checks.ts";
import { assertReadable, DatabaseError, prepareDatabase } from "./migrate.ts";
import { type Migration, MIGRATIONS } from "./migration-list.ts";
import { assertSafeSqlite, isSafeSqliteVersion } from "./sqlite-version.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stepscope-migrate-"));
  path = join(folder, "inner", "traces.db");
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const PARENTS: Migration = {
  name: "20990101000000_parents",
  checksum: "a",
  sql: `CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) ON DELETE CASCADE);`,
};
/** A table redefinition, as Prisma writes it. */
const REBUILD: Migration = {
  name: "20990102000000_rebuild",
  checksum: "b",
  sql: `CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
        INSERT INTO new_parent SELECT id, coalesce(name, '') FROM parent; DROP TABLE parent; ALTER TABLE new_parent RENAME TO parent;`,
};

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof DatabaseError) return error.code;
    throw error;
  }
  return "no error";
}

function scalar(sql: string, file = path): unknown {
  const database = new DatabaseSync(file);
  try {
    return Object.values(database.prepare(sql).get() ?? {})[0];
  } finally {
    database.close();
  }
}

describe("a new database", () => {
  test("is whole, in WAL mode, and private", () => {
    expect(prepareDatabase(path)).toEqual({ path, wasCreated: true, applied: [] });
    expect(scalar("PRAGMA journal_mode")).toBe("wal");
    expect(scalar("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL")).toBe(MIGRATIONS.length);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "inner")).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, "inner"))).toEqual(["traces.db"]);
  });

  test("is opened again without a change", () => {
    prepareDatabase(path);
    expect(prepareDatabase(path)).toEqual({ path, wasCreated: false, applied: [] });
  });

  test("six processes racing on it apply each migration once", async () => {
    const child = fileURLToPath(new URL("./migrate.ts", import.meta.url));
    const code = `import { prepareDatabase } from ${JSON.stringify(child)};
      process.stdout.write("ready\\n"); process.stdin.once("data", () => {
        const { wasCreated } = prepareDatabase(${JSON.stringify(path)}); console.log(wasCreated); process.exit(0); });`;
    const racers = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", code], {
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
    await Promise.all(racers.map((racer) => once(racer.stdout, "data")));
    const outputs = racers.map(async (racer) => {
      let text = "";
      racer.stdout.on("data", (chunk) => (text += String(chunk)));
      const [exitCode] = await once(racer, "close");
      return { exitCode, text: text.trim() };
    });
    for (const racer of racers) racer.stdin.write("go\n");
    const results = await Promise.all(outputs);
    expect(results.map((result) => result.exitCode)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(results.filter((result) => result.text === "true")).toHaveLength(1);
    expect(scalar("SELECT count(*) FROM _prisma_migrations")).toBe(MIGRATIONS.length);
    expect(readdirSync(join(folder, "inner"))).toEqual(["traces.db"]);
  }, 60_000);
});

describe("an older database", () => {
  test("is migrated after a backup, and rebuilding a table keeps its children", () => {
    prepareDatabase(path, { migrations: [PARENTS] });
    const database = new DatabaseSync(path);
    database.exec("INSERT INTO parent VALUES (1, 'a'); INSERT INTO child VALUES (1, 1), (2, 1)");
    database.close();
    const result = prepareDatabase(path, { migrations: [PARENTS, REBUILD] });
    expect(result.applied).toEqual([REBUILD.name]);
    expect(scalar("SELECT count(*) FROM child")).toBe(2);
    expect(scalar("SELECT count(*) FROM _prisma_migrations")).toBe(2);
    expect(result.backupPath).toBeDefined();
    expect(scalar("SELECT count(*) FROM _prisma_migrations", result.backupPath)).toBe(1);
    expect(scalar("SELECT count(*) FROM child", result.backupPath)).toBe(2);
  });

  test("stays as it was when a migration fails", () => {
    prepareDatabase(path, { migrations: [PARENTS] });
    const broken = { ...REBUILD, sql: `${REBUILD.sql} SELECT nonsense FROM nowhere;` };
    expect(codeOf(() => prepareDatabase(path, { migrations: [PARENTS, broken] }))).toBe("DATABASE_INVALID");
    expect(scalar("SELECT count(*) FROM _prisma_migrations")).toBe(1);
    expect(scalar("SELECT count(*) FROM sqlite_master WHERE name = 'new_parent'")).toBe(0);
  });

  test("is refused by a reader, which must not change it", () => {
    prepareDatabase(path, { migrations: [PARENTS] });
    const open = () => new DatabaseSync(path, { readOnly: true });
    expect(codeOf(() => assertReadable(path, open, [PARENTS, REBUILD]))).toBe("DATABASE_OLDER");
    expect(codeOf(() => assertReadable(path, open, [PARENTS]))).toBe("no error");
  });
});

describe("what is refused, and left untouched", () => {
  test("a newer schema, with both versions in the message", () => {
    prepareDatabase(path, { migrations: [PARENTS, REBUILD] });
    expect(codeOf(() => prepareDatabase(path, { migrations: [PARENTS] }))).toBe("DATABASE_NEWER");
    expect(() => prepareDatabase(path, { migrations: [PARENTS] })).toThrow(
      /schema 2 \(20990102000000_rebuild\), this one knows schema 1/,
    );
  });

  test("a migration whose text has changed", () => {
    prepareDatabase(path, { migrations: [PARENTS] });
    expect(codeOf(() => prepareDatabase(path, { migrations: [{ ...PARENTS, checksum: "other" }] }))).toBe(
      "DATABASE_CHANGED",
    );
  });

  test("an empty file, unless a new database is asked for", () => {
    prepareDatabase(join(folder, "other.db"));
    const empty = join(folder, "empty.db");
    writeFileSync(empty, "");
    expect(codeOf(() => prepareDatabase(empty))).toBe("DATABASE_EMPTY");
    expect(statSync(empty).size).toBe(0);
    expect(prepareDatabase(empty, { init: true }).wasCreated).toBe(true);
    expect(scalar("SELECT count(*) FROM Run", empty)).toBe(0);
  });

  test("a file that is no database", () => {
    const text = join(folder, "notes.txt");
    writeFileSync(text, "just some notes ".repeat(20));
    expect(codeOf(() => prepareDatabase(text))).toBe("DATABASE_INVALID");
    expect(existsSync(`${text}-wal`)).toBe(false);
  });

  test("somebody else's database", () => {
    const other = join(folder, "other.db");
    const database = new DatabaseSync(other);
    database.exec("CREATE TABLE mine (id INTEGER)");
    database.close();
    expect(codeOf(() => prepareDatabase(other))).toBe("DATABASE_INVALID");
    expect(scalar("SELECT count(*) FROM sqlite_master", other)).toBe(1);
  });

  test("a folder that cannot be made", () => {
    writeFileSync(join(folder, "inner"), "a file where the folder should be");
    expect(codeOf(() => prepareDatabase(path))).toBe("DATABASE_UNWRITABLE");
  });

  test("a read-only folder", () => {
    chmodSync(folder, 0o555);
    const module = fileURLToPath(new URL("./migrate.ts", import.meta.url));
    const code = `import { prepareDatabase } from ${JSON.stringify(module)};
      try { prepareDatabase(${JSON.stringify(path)}); } catch (error) { console.log(error.code); }`;
    // Permissions do not bind root, so there the attempt is made as nobody.
    const asUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const child = spawnSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", code], {
      ...asUser,
      encoding: "utf8",
    });
    expect({ stdout: child.stdout.trim(), stderr: child.stderr }).toEqual({
      stdout: "DATABASE_UNWRITABLE",
      stderr: "",
    });
  });

  test("a network file system", () => {
    expect(codeOf(() => assertLocalFileSystem(path, () => 0x6969))).toBe("DATABASE_NETWORK");
    expect(codeOf(() => assertLocalFileSystem(path, () => 0xef53))).toBe("no error");
  });

  test("an SQLite that can corrupt a shared file", () => {
    expect(codeOf(() => assertSafeSqlite("3.51.2"))).toBe("SQLITE_TOO_OLD");
    expect(
      ["3.44.6", "3.50.7", "3.51.3", "3.53.4", "4.0.0"].filter((version) => !isSafeSqliteVersion(version)),
    ).toEqual([]);
    expect(["3.44.5", "3.45.9", "3.49.1", "3.50.6", "3.51.2"].filter(isSafeSqliteVersion)).toEqual([]);
    expect(codeOf(() => assertSafeSqlite())).toBe("no error");
  });
});

test("a journal of single records becomes one of blocks, and still reads the same in SQL", () => {
  const [first, ...later] = MIGRATIONS;
  if (first === undefined) throw new Error("there is a first migration");
  prepareDatabase(path, { migrations: [first] });
  const old = new DatabaseSync(path);
  old.exec(`INSERT INTO "Workflow" VALUES ('h', 'w', NULL, '{}', 1);
    INSERT INTO "Run" ("id", "status", "workflow", "definitionHash", "startedAtMs", "updatedAtMs", "input")
    VALUES ('r', 'completed', 'w', 'h', 1, 1, 'null')`);
  const insert = old.prepare(`INSERT INTO "Record" VALUES ('r', ?, 'step.started', ?, ?, ?, ?, ?, 'x1', 'plan', 1, ?)`);
  for (let seq = 1; seq <= 600; seq++) {
    const ids = seq % 2 === 0 ? ["trace", `span ${seq}`] : [null, null];
    const data = JSON.stringify({ executionId: "x1", step: "plan", attempt: 1, at: seq / 8 });
    insert.run(seq, 1_790_000_000_000 + seq, seq * 1_000_003, seq > 500 ? 1 : 0, ...ids, data);
  }
  const rows = (database: DatabaseSync) => database.prepare(`SELECT * FROM "Record" ORDER BY "seq"`).all();
  const before = rows(old);
  old.close();
  expect(prepareDatabase(path).applied).toEqual(later.map(({ name }) => name));
  const now = new DatabaseSync(path, { readOnly: true });
  expect(rows(now)).toEqual(before);
  expect(now.prepare(`SELECT count(*) AS n FROM "JournalBlock"`).get()).toEqual({ n: 4 });
  now.close();
});

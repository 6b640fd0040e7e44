import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteSink } from "../../sinks/sqlite/sqlite-sink.ts";
import { testStore } from "../../testing/store-suite.ts";
import { openSqliteReader } from "./sqlite-reader.ts";

testStore("sqlite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stepscope-sqlite-"));
  const database = join(folder, "traces.db");
  const sink = sqliteSink({ database });
  await sink.ready;
  return {
    sink,
    openReader: () => openSqliteReader({ database }),
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
});

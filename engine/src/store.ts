/** The store door: record runs in an SQLite file, and read them back. */
export {
  sqliteSink,
  type SqliteSink,
  type SqliteSinkOptions,
  type SqliteSinkStatus,
} from "./sinks/sqlite/sqlite-sink.ts";
export { pruneDatabase, type PruneDatabaseOptions, type PruneDatabaseResult } from "./sinks/sqlite/prune-database.ts";
export type { OutboxRow, RetentionPolicy, WriterReport } from "./sinks/sqlite/writer-protocol.ts";
export { openSqliteReader, type SqliteReaderOptions } from "./readers/sqlite/sqlite-reader.ts";
export { memorySink, type MemorySink, type MemorySinkOptions } from "./sinks/memory/memory-sink.ts";
export { memoryReader, type MemoryReaderOptions } from "./readers/memory/memory-reader.ts";

// A Prisma driver adapter over Node's own SQLite: no native package, no install script.

import { DatabaseSync, type SQLInputValue, type StatementColumnMetadata, type StatementSync } from "node:sqlite";
import {
  type ArgType,
  type ConnectionInfo,
  type IsolationLevel,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlQueryable,
  type SqlResultSet,
  type Transaction,
  DriverAdapterError,
} from "@prisma/driver-adapter-utils";
import { columnTypesOf } from "./column-types.ts";
import { mapSqliteError } from "./sqlite-errors.ts";

const ADAPTER_NAME = "@stepscope/node-sqlite";
const CACHED_STATEMENTS = 200;

/** How {@link nodeSqliteAdapter} opens its connections. */
export interface NodeSqliteAdapterOptions {
  /** Makes a connection; called once per Prisma client. */
  readonly open: () => DatabaseSync;
}

/** A factory for `new PrismaClient({ adapter })`. */
export function nodeSqliteAdapter(options: NodeSqliteAdapterOptions): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: "sqlite",
    adapterName: ADAPTER_NAME,
    connect: async () => new NodeSqliteConnection(options.open()),
    connectToShadowDb: async () => new NodeSqliteConnection(new DatabaseSync(":memory:")),
  };
}

class NodeSqliteQueries implements SqlQueryable {
  readonly provider = "sqlite";
  readonly adapterName = ADAPTER_NAME;
  protected readonly database: DatabaseSync;
  readonly #statements: Map<string, StatementSync>;

  constructor(database: DatabaseSync, statements: Map<string, StatementSync>) {
    this.database = database;
    this.#statements = statements;
  }

  async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return this.#attempt(() => {
      const statement = this.#prepare(query.sql);
      const args = bind(query);
      const columns = statement.columns();
      const rows = readRows(statement, columns, args);
      return { columnNames: columns.map((column) => column.name), columnTypes: columnTypesOf(columns, rows), rows };
    });
  }

  async executeRaw(query: SqlQuery): Promise<number> {
    return this.#attempt(() => Number(this.#prepare(query.sql).run(...bind(query)).changes));
  }

  async executeScript(script: string): Promise<void> {
    this.#attempt(() => this.database.exec(script));
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const mapped = mapSqliteError(error);
      throw mapped === undefined ? error : new DriverAdapterError(mapped);
    }
  }

  #prepare(sql: string): StatementSync {
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    const statement = this.database.prepare(sql);
    statement.setReturnArrays(true);
    if (this.#statements.size >= CACHED_STATEMENTS) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }
}

class NodeSqliteConnection extends NodeSqliteQueries implements SqlDriverAdapter {
  readonly #share: Map<string, StatementSync>;
  /** Settles when the transaction before has ended: one connection carries one at a time. */
  #turn: Promise<void> = Promise.resolve();

  constructor(database: DatabaseSync) {
    const statements = new Map<string, StatementSync>();
    super(database, statements);
    this.#share = statements;
  }

  async startTransaction(isolationLevel?: IsolationLevel): Promise<Transaction> {
    if (isolationLevel !== undefined && isolationLevel !== "SERIALIZABLE") {
      throw new DriverAdapterError({ kind: "InvalidIsolationLevel", level: isolationLevel });
    }
    const before = this.#turn;
    const { promise, resolve: release } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    try {
      // Immediate: a transaction that began as a reader cannot wait for the write lock, it fails at once.
      this.database.exec("BEGIN IMMEDIATE");
    } catch (error) {
      release();
      const mapped = mapSqliteError(error);
      throw mapped === undefined ? error : new DriverAdapterError(mapped);
    }
    return new NodeSqliteTransaction(this.database, this.#share, release);
  }

  getConnectionInfo(): ConnectionInfo {
    return { maxBindValues: 32_766, supportsRelationJoins: false };
  }

  async dispose(): Promise<void> {
    this.#share.clear();
    if (this.database.isOpen) this.database.close();
  }
}

class NodeSqliteTransaction extends NodeSqliteQueries implements Transaction {
  readonly options = { usePhantomQuery: true };
  readonly #release: () => void;

  constructor(database: DatabaseSync, statements: Map<string, StatementSync>, release: () => void) {
    super(database, statements);
    this.#release = release;
  }

  async commit(): Promise<void> {
    this.#end("COMMIT");
  }

  async rollback(): Promise<void> {
    this.#end("ROLLBACK");
  }

  async createSavepoint(name: string): Promise<void> {
    await this.executeScript(`SAVEPOINT ${name}`);
  }

  async rollbackToSavepoint(name: string): Promise<void> {
    await this.executeScript(`ROLLBACK TO ${name}`);
  }

  async releaseSavepoint(name: string): Promise<void> {
    await this.executeScript(`RELEASE SAVEPOINT ${name}`);
  }

  #end(sql: "COMMIT" | "ROLLBACK"): void {
    try {
      if (this.database.isTransaction) this.database.exec(sql);
    } finally {
      if (this.database.isTransaction) this.database.exec("ROLLBACK");
      this.#release();
    }
  }
}

/** Only a BIGINT column may hold what a number cannot: its values are read exactly and handed over as text. */
function readRows(
  statement: StatementSync,
  columns: readonly StatementColumnMetadata[],
  args: SQLInputValue[],
): unknown[][] {
  const isBig = columns.map((column) => column.type === "BIGINT");
  const hasBig = isBig.includes(true);
  statement.setReadBigInts(hasBig);
  const rows: unknown[] = statement.all(...args);
  const arrays = rows.filter((row) => Array.isArray(row));
  if (!hasBig) return arrays;
  return arrays.map((row) =>
    row.map((value, index) => (typeof value !== "bigint" ? value : isBig[index] ? String(value) : Number(value))),
  );
}

function bind(query: SqlQuery): SQLInputValue[] {
  return query.args.map((value, index) => toSqlite(value, query.argTypes[index]));
}

function toSqlite(value: unknown, type: ArgType | undefined): SQLInputValue {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "boolean":
      return value ? 1 : 0;
    case "number":
    case "bigint":
      return value;
    case "string":
      return textToSqlite(value, type);
    default:
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array) return value;
      if (value instanceof ArrayBuffer) return new Uint8Array(value);
      return JSON.stringify(value);
  }
}

function textToSqlite(value: string, type: ArgType | undefined): SQLInputValue {
  switch (type?.scalarType) {
    case "int":
    case "bigint":
      return BigInt(value);
    case "float":
    case "decimal":
      return Number(value);
    case "bytes":
      return Buffer.from(value, "base64");
    default:
      return value;
  }
}

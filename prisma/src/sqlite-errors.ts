// What an error of node:sqlite is, in Prisma's words and in ours.

import type { MappedError } from "@prisma/driver-adapter-utils";

const BUSY = 5;
const LOCKED = 6;
const CONSTRAINT_FOREIGN_KEY = 787;
const CONSTRAINT_NOT_NULL = 1299;
const CONSTRAINT_PRIMARY_KEY = 1555;
const CONSTRAINT_TRIGGER = 1811;
const CONSTRAINT_UNIQUE = 2067;

/** SQLite's extended result code, when the error came from SQLite. */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") return undefined;
  return "errcode" in error && typeof error.errcode === "number" ? error.errcode : undefined;
}

/** Whether another connection holds the lock: worth trying again. */
export function isSqliteBusy(error: unknown): boolean {
  const code = sqliteCodeOf(error);
  return code !== undefined && ((code & 0xff) === BUSY || (code & 0xff) === LOCKED);
}

type PrismaError = MappedError & { originalCode?: string; originalMessage?: string };

/** The error as Prisma knows it; `undefined` when it did not come from SQLite. */
export function mapSqliteError(error: unknown): PrismaError | undefined {
  const code = sqliteCodeOf(error);
  if (code === undefined || !(error instanceof Error)) return undefined;
  const original = { originalCode: String(code), originalMessage: error.message };
  switch (code) {
    case CONSTRAINT_UNIQUE:
    case CONSTRAINT_PRIMARY_KEY:
      return {
        ...original,
        kind: "UniqueConstraintViolation",
        constraint: { fields: constraintFields(error.message) },
      };
    case CONSTRAINT_NOT_NULL:
      return { ...original, kind: "NullConstraintViolation", constraint: { fields: constraintFields(error.message) } };
    case CONSTRAINT_FOREIGN_KEY:
    case CONSTRAINT_TRIGGER:
      return { ...original, kind: "ForeignKeyConstraintViolation", constraint: { foreignKey: {} } };
    default:
      return mapByMessage(code, error.message, original);
  }
}

function mapByMessage(
  code: number,
  message: string,
  original: { originalCode: string; originalMessage: string },
): PrismaError {
  if ((code & 0xff) === BUSY) return { ...original, kind: "SocketTimeout" };
  if (message.startsWith("no such table")) return { ...original, kind: "TableDoesNotExist", table: lastWord(message) };
  if (message.startsWith("no such column")) return { ...original, kind: "ColumnNotFound", column: lastWord(message) };
  return { ...original, kind: "sqlite", extendedCode: code, message };
}

function constraintFields(message: string): string[] {
  const list = message.slice(message.indexOf("constraint failed: ") + "constraint failed: ".length);
  return list.split(", ").map((column) => column.slice(column.lastIndexOf(".") + 1));
}

function lastWord(message: string): string {
  return message.slice(message.lastIndexOf(" ") + 1);
}

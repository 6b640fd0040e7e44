// The Prisma column type of each column of a result, from its declaration or, for an expression, its values.

import type { StatementColumnMetadata } from "node:sqlite";
import { type ColumnType, ColumnTypeEnum } from "@prisma/driver-adapter-utils";

const DECLARED: Readonly<Record<string, ColumnType>> = {
  INTEGER: ColumnTypeEnum.Int32,
  "INTEGER UNSIGNED": ColumnTypeEnum.Int32,
  INT: ColumnTypeEnum.Int32,
  BIGINT: ColumnTypeEnum.Int64,
  REAL: ColumnTypeEnum.Double,
  DOUBLE: ColumnTypeEnum.Double,
  FLOAT: ColumnTypeEnum.Float,
  DECIMAL: ColumnTypeEnum.Numeric,
  BOOLEAN: ColumnTypeEnum.Boolean,
  TEXT: ColumnTypeEnum.Text,
  BLOB: ColumnTypeEnum.Bytes,
  DATETIME: ColumnTypeEnum.DateTime,
  JSONB: ColumnTypeEnum.Json,
};

/** One type per column, in order. */
export function columnTypesOf(
  columns: readonly StatementColumnMetadata[],
  rows: readonly (readonly unknown[])[],
): ColumnType[] {
  return columns.map((column, index) => DECLARED[column.type?.toUpperCase() ?? ""] ?? typeOfValues(rows, index));
}

function typeOfValues(rows: readonly (readonly unknown[])[], index: number): ColumnType {
  const value = rows.find((row) => row[index] !== null)?.[index];
  switch (typeof value) {
    case "string":
      return ColumnTypeEnum.Text;
    case "number":
      return ColumnTypeEnum.UnknownNumber;
    case "bigint":
      return ColumnTypeEnum.Int64;
    default:
      return value instanceof Uint8Array ? ColumnTypeEnum.Bytes : ColumnTypeEnum.Int32;
  }
}

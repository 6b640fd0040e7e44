// Runs SQL through the Prisma client and gives plain rows; long scans go in stretches with a deadline between them.

import type { openClient } from "@stepscope/database/client";
import type { SqlText } from "./sql-text.ts";

/** The generated client. */
export type Client = ReturnType<typeof openClient>;

/** A row of a query that is written in SQL. */
export type Row = Readonly<Record<string, string | number | bigint | null | undefined>>;

/** All rows of a query. */
export async function rowsOf(client: Client, query: SqlText): Promise<readonly Row[]> {
  return client.$queryRawUnsafe<Row[]>(query.text, ...query.values);
}

/** The one number a query gives; 0 when it gives none. */
export async function numberOf(client: Client, query: SqlText): Promise<number> {
  const [row] = await rowsOf(client, query);
  return Number(Object.values(row ?? {})[0] ?? 0);
}

/** SQLite cannot be interrupted: a long scan goes in stretches, and lets others have their turn between them. */
export class ScanDeadline {
  readonly #endMs: number;

  constructor(budgetMs: number) {
    this.#endMs = performance.now() + budgetMs;
  }

  /** Gives the event loop a turn; whether there is time for another stretch. */
  async allowsMore(): Promise<boolean> {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    return performance.now() < this.#endMs;
  }
}

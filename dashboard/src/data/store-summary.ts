// What the sidebar says about the store.

import "server-only";
import path from "node:path";
import { databasePath } from "./database-path.ts";
import { StoreUnreadableError, withReader } from "./trace-reader.ts";

/** Name, size and condition of the store. */
export interface StoreSummaryData {
  readonly name: string;
  readonly bytes?: number;
  readonly condition: "live" | "missing" | "unreadable";
  /** Why it cannot be read. */
  readonly reason?: string;
}

/** Reads them; an unreadable store is a condition, not an error. */
export async function readStoreSummary(): Promise<StoreSummaryData> {
  const name = path.basename(databasePath());
  try {
    return await withReader(
      async (reader): Promise<StoreSummaryData> => {
        const { bytes } = await reader.state();
        return { name, condition: "live", ...(bytes === undefined ? {} : { bytes }) };
      },
      { name, condition: "missing" },
    );
  } catch (error) {
    if (error instanceof StoreUnreadableError) return { name, condition: "unreadable", reason: error.message };
    throw error;
  }
}

// Where the spans on their way to a trace back end stand.

import type { ExportStatus } from "../../view/reader-statistics.ts";
import type { Client } from "./run-query.ts";
import { present } from "./run-rows.ts";

/** Reads the outbox in numbers, and the target that was last written to. */
export async function readExportStatus(client: Client): Promise<ExportStatus> {
  const states = await client.exportOutbox.groupBy({ by: ["state"], _count: true, _min: { createdAtMs: true } });
  const targets = await client.exportTarget.findMany({ orderBy: { lastSentAtMs: "desc" } });
  const [target] = targets;
  const countOf = (state: string) => states.find((row) => row.state === state)?._count ?? 0;
  const oldest = states.find((row) => row.state === "pending")?._min.createdAtMs;
  return {
    pending: countOf("pending"),
    sent: countOf("sent"),
    parked: countOf("parked"),
    confirmed: targets.reduce((sum, row) => sum + row.confirmed, 0),
    ...(oldest === undefined || oldest === null ? {} : { oldestPendingMs: Number(oldest) }),
    ...(target === undefined
      ? {}
      : present({
          endpoint: target.endpoint,
          project: target.project,
          lastError: target.lastError,
          lastSentMs: target.lastSentAtMs === null ? null : Number(target.lastSentAtMs),
          lastErrorMs: target.lastErrorAtMs === null ? null : Number(target.lastErrorAtMs),
        })),
  };
}

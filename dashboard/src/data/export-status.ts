// Where the spans on their way to Phoenix stand, and where Phoenix is.

import "server-only";
import type { ExportStatus } from "stepscope/view";
import { withReader } from "./trace-reader.ts";

const NOTHING: ExportStatus = { pending: 0, sent: 0, confirmed: 0, parked: 0 };

/** The state of the export. */
export function readExportStatus(): Promise<ExportStatus> {
  return withReader((reader) => reader.exportStatus(), NOTHING);
}

/** Address of Phoenix's own pages: configured, or where spans were last sent to; undefined when neither is known. */
export function phoenixAddress(status: ExportStatus): string | undefined {
  for (const text of [process.env["PHOENIX_COLLECTOR_ENDPOINT"], status.endpoint]) {
    if (text === undefined || text === "" || !URL.canParse(text)) continue;
    const url = new URL(text);
    if (url.protocol === "http:" || url.protocol === "https:") return url.origin;
  }
  return undefined;
}

/** What the page of exports shows. */
export async function readExportPage(): Promise<{
  readonly status: ExportStatus;
  readonly phoenix?: string;
  readonly nowMs: number;
}> {
  const status = await readExportStatus();
  const phoenix = phoenixAddress(status);
  return { status, nowMs: Date.now(), ...(phoenix === undefined ? {} : { phoenix }) };
}

// GET where the spans on their way out stand.

import { readExportPage } from "#data/export-status.ts";
import { respond } from "#data/respond.ts";

export function GET(): Promise<Response> {
  return respond(readExportPage);
}

// GET a run as a file of records.

import { problem } from "#data/respond.ts";
import { exportRun } from "#data/run-export.ts";

export async function GET(
  _request: Request,
  { params }: { readonly params: Promise<{ readonly id: string }> },
): Promise<Response> {
  const { id } = await params;
  return (await exportRun(id)) ?? problem(404, "This run is not in the store.");
}

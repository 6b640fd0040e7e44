// Spans on their way to a trace back end.

import type { Metadata } from "next";
import type { ReactElement } from "react";
import { readExportPage } from "#data/export-status.ts";
import { ExportPage } from "#features/exports/export-page.tsx";

export const metadata: Metadata = { title: "Exports" };

export default async function ExportsPage(): Promise<ReactElement> {
  return <ExportPage first={await readExportPage()} />;
}

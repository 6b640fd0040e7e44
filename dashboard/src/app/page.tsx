// The first page: what happened lately, what runs, what waits.

import type { Metadata } from "next";
import type { ReactElement } from "react";
import { databaseLocation } from "#data/database-path.ts";
import { readOverview } from "#data/overview.ts";
import { NoRuns } from "#features/overview/no-runs.tsx";
import { OverviewPage } from "#features/overview/overview-page.tsx";
import { searchOf } from "#lib/search-params.ts";

export const metadata: Metadata = { title: "Overview" };

export default async function FirstPage({
  searchParams,
}: {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}): Promise<ReactElement> {
  const search = searchOf(await searchParams);
  const workflow = search.get("wf") ?? "";
  const data = await readOverview({ range: search.get("range") ?? "", workflow });
  return data === undefined ? <NoRuns {...databaseLocation()} /> : <OverviewPage first={data} />;
}

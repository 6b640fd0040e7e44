// The list of runs.

import type { Metadata } from "next";
import type { ReactElement } from "react";
import { runListQuery } from "#data/run-filter.ts";
import { readRunPage } from "#data/run-page.ts";
import { RunList } from "#features/run-list/run-list.tsx";
import { searchOf } from "#lib/search-params.ts";

export const metadata: Metadata = { title: "Runs" };

export default async function RunsPage({
  searchParams,
}: {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}): Promise<ReactElement> {
  const query = runListQuery(searchOf(await searchParams));
  const page = await readRunPage(query).catch(() => undefined);
  return (
    <RunList
      first={
        page === undefined ? undefined : { key: { ...query, sort: query.sort === "" ? "newest" : query.sort }, page }
      }
      nowMs={Date.now()}
    />
  );
}

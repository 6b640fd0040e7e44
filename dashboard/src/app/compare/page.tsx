// Two runs side by side.

import type { Metadata } from "next";
import type { ReactElement } from "react";
import { readRun } from "#data/run-detail.ts";
import { ComparePage } from "#features/compare/compare-page.tsx";
import { searchOf } from "#lib/search-params.ts";

export const metadata: Metadata = { title: "Compare" };

export default async function Compare({
  searchParams,
}: {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}): Promise<ReactElement> {
  const search = searchOf(await searchParams);
  const [a, b] = await Promise.all(
    ["a", "b"].map((side) => {
      const id = search.get(side);
      return id === null ? undefined : readRun(id);
    }),
  );
  return <ComparePage a={a?.run} b={b?.run} />;
}

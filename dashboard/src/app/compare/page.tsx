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
  const read = async (id: string | null) => (id === null ? undefined : readRun(id));
  const [a, b] = await Promise.all([read(search.get("a")), read(search.get("b"))]);
  return <ComparePage a={a?.run} b={b?.run} />;
}

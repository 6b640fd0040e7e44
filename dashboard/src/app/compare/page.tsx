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
  const ids = ["a", "b"].map((side) => search.get(side) ?? "");
  const [a, b] = await Promise.all(ids.map(async (id) => (id === "" ? undefined : readRun(id))));
  const missing = ids.filter((id, at) => id !== "" && [a, b][at] === undefined);
  return <ComparePage a={a?.run} b={b?.run} missing={missing} />;
}

// One run.

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { phoenixAddress, readExportStatus } from "#data/export-status.ts";
import { readRun } from "#data/run-detail.ts";
import { shortId } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Workbench } from "./workbench.tsx";

interface RunPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: RunPageProps): Promise<Metadata> {
  const id = decodeURIComponent((await params).id);
  const opening = await readRun(id).catch(() => undefined);
  return { title: opening === undefined ? "Run" : `${visibleText(opening.run.workflow)} ${shortId(id)}` };
}

export default async function RunPage({ params }: RunPageProps): Promise<ReactElement> {
  const id = decodeURIComponent((await params).id);
  const [opening, exported] = await Promise.all([readRun(id), readExportStatus()]);
  if (opening === undefined) notFound();
  const phoenix = phoenixAddress(exported);
  return (
    <Workbench
      key={id}
      run={opening.run}
      nowMs={Date.now()}
      {...(opening.graph === undefined ? {} : { graph: opening.graph })}
      {...(phoenix === undefined ? {} : { phoenix })}
    />
  );
}

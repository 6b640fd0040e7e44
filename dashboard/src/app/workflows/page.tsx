// All workflows.

import type { Metadata } from "next";
import type { ReactElement } from "react";
import { readWorkflows } from "#data/workflows.ts";
import { WorkflowList } from "#features/workflows/workflow-list.tsx";

export const metadata: Metadata = { title: "Workflows" };

export default async function WorkflowsPage(): Promise<ReactElement> {
  return <WorkflowList workflows={await readWorkflows()} />;
}

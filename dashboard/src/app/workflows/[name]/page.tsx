// One workflow: its definition, its steps, its latest runs.

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { readWorkflow } from "#data/workflows.ts";
import { WorkflowDefinitionGraph } from "#features/step-graph/workflow-definition-graph.tsx";
import { StepGrid } from "#features/workflows/step-grid.tsx";
import { StepTable } from "#features/workflows/step-table.tsx";
import { WorkflowFacts } from "#features/workflows/workflow-facts.tsx";
import { visibleText } from "#lib/visible-text.ts";

interface WorkflowPageProps {
  readonly params: Promise<{ readonly name: string }>;
}

export async function generateMetadata({ params }: WorkflowPageProps): Promise<Metadata> {
  return { title: visibleText(decodeURIComponent((await params).name)) };
}

export default async function WorkflowPage({ params }: WorkflowPageProps): Promise<ReactElement> {
  const data = await readWorkflow(decodeURIComponent((await params).name));
  if (data === undefined) notFound();
  const { summary, graph, statistics, runs, steps } = data;
  return (
    <>
      <WorkflowFacts summary={summary} />
      <div className="grid min-h-0 flex-1 lg:grid-cols-[minmax(0,1fr)_minmax(420px,0.8fr)]">
        <div className="flex min-h-[420px] min-w-0 flex-col border-border lg:border-r">
          {graph !== undefined && <WorkflowDefinitionGraph graph={graph} statistics={statistics} />}
        </div>
        <div className="min-h-0 min-w-0 lg:overflow-auto">
          <StepTable statistics={statistics} />
          <StepGrid runs={runs} steps={steps} statistics={statistics} nowMs={Date.now()} />
        </div>
      </div>
    </>
  );
}

// No run yet: how the first one gets here.

import { Inbox } from "lucide-react";
import type { ReactElement } from "react";
import { CopyButton } from "#ui/copy-button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { PageTitle, TopBar } from "#ui/top-bar.tsx";

const COMMAND = "node --import stepscope/register app.js";

/** The first page of an empty store. */
export function NoRuns({ path, isThere }: { readonly path: string; readonly isThere: boolean }): ReactElement {
  return (
    <>
      <TopBar>
        <PageTitle>Overview</PageTitle>
      </TopBar>
      <EmptyState icon={Inbox} title="No runs yet" className="m-auto">
        <p>Run any workflow with the recorder registered. Runs appear here as they start.</p>
        <div className="my-3 flex items-center gap-3 overflow-x-auto rounded-control border border-border bg-sunken px-3 py-2 text-left text-foreground">
          <code className="code whitespace-nowrap">{COMMAND}</code>
          <CopyButton label="Copy command" text={COMMAND} />
        </div>
        <p className="[overflow-wrap:anywhere]">
          {isThere ? "The store is empty:" : "There is no store yet at"} <span className="code">{path}</span>. Another
          file is read with <span className="code">STEPSCOPE_DATABASE_URL</span>.
        </p>
      </EmptyState>
    </>
  );
}

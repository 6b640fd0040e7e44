// No run yet: how the first one gets here.

import { Inbox } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import { EmptyState } from "./empty-state.tsx";

const COMMAND = "node --import stepscope/register app.js";

/** What an empty store shows where its runs will be. */
export function FirstRun({
  children,
  className,
}: {
  readonly children?: ReactNode;
  readonly className?: string;
}): ReactElement {
  return (
    <EmptyState icon={Inbox} title="No runs yet" className={className ?? ""}>
      <p>Run any workflow with the recorder registered. Runs appear here as they start.</p>
      <div className="my-3 flex items-center justify-center gap-3 overflow-x-auto rounded-control border border-border bg-sunken px-3 py-2 text-left text-foreground">
        <code className="code whitespace-nowrap">{COMMAND}</code>
        <CopyButton label="Copy command" text={COMMAND} />
      </div>
      {children}
    </EmptyState>
  );
}

// No such page, or no such run.

import { FileQuestion } from "lucide-react";
import Link from "next/link";
import type { ReactElement } from "react";
import { runsHref } from "#lib/links.ts";
import { Button } from "#ui/button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";

export default function NotFound(): ReactElement {
  return (
    <EmptyState
      icon={FileQuestion}
      title="Not in this store"
      className="m-auto"
      actions={
        <Button asChild>
          <Link href={runsHref()}>Show all runs</Link>
        </Button>
      }
    >
      The address names a page or a run that is not here. The run may have been deleted by retention, or recorded in
      another database file.
    </EmptyState>
  );
}

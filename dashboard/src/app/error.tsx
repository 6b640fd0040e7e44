// A page that could not be made: what happened and how to go on, never a stack.

"use client";

import { DatabaseZap } from "lucide-react";
import type { ReactElement } from "react";
import { Button } from "#ui/button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";

export default function PageError({ reset }: { readonly reset: () => void }): ReactElement {
  return (
    <EmptyState
      icon={DatabaseZap}
      title="This page could not be read from the store"
      className="m-auto"
      actions={<Button onClick={reset}>Try again</Button>}
    >
      Nothing was changed. The terminal that runs the dashboard says why; usually another process holds the file, or its
      schema is newer than this dashboard.
    </EmptyState>
  );
}

// The store is there but cannot be read: why, and what to do.

"use client";

import { DatabaseZap } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactElement } from "react";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";

/** Stands in place of every page. */
export function UnreadableStore({ name, reason }: { readonly name: string; readonly reason: string }): ReactElement {
  const router = useRouter();
  return (
    <EmptyState
      icon={DatabaseZap}
      title={`Cannot read ${visibleText(name)}`}
      className="m-auto"
      actions={<Button onClick={() => router.refresh()}>Try again</Button>}
    >
      <p className="[overflow-wrap:anywhere]">{visibleText(reason)}</p>
    </EmptyState>
  );
}

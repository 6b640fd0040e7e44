// A small quiet label.

import type { ReactElement, ReactNode } from "react";
import { cn } from "#lib/cn.ts";

/** One tag. */
export function Tag({
  children,
  className,
  title,
}: {
  readonly children: ReactNode;
  readonly className?: string;
  readonly title?: string;
}): ReactElement {
  return (
    <span
      title={title}
      className={cn(
        "inline-flex h-[18px] max-w-40 items-center rounded-chip border border-border bg-card px-1.5 text-2xs leading-4 whitespace-nowrap text-muted-foreground",
        className,
      )}
    >
      <span className="truncate">{children}</span>
    </span>
  );
}

// A key on the keyboard.

import type { ReactElement, ReactNode } from "react";
import { cn } from "#lib/cn.ts";

/** One key. */
export function Kbd({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string;
}): ReactElement {
  return (
    <kbd
      className={cn(
        "inline-block h-[18px] min-w-[18px] rounded-chip border border-border bg-muted px-1 text-center font-sans text-2xs leading-4 font-medium text-muted-foreground",
        className,
      )}
    >
      {children}
    </kbd>
  );
}

// The frame around an input with what stands beside it: an icon, chips, a key.

import type { ReactElement, ReactNode } from "react";
import { cn } from "#lib/cn.ts";

/** A box that takes the focus ring of the input inside it. */
export function InputFrame({
  children,
  isBad = false,
  className,
}: {
  readonly children: ReactNode;
  readonly isBad?: boolean;
  readonly className?: string;
}): ReactElement {
  return (
    <div
      className={cn(
        "flex h-7 min-w-0 items-center gap-2 rounded-control border border-border-strong bg-card px-2 shadow-sm focus-within:border-ring focus-within:ring-3 focus-within:ring-ring/22 [&_input]:h-full [&_input]:min-w-0 [&_input]:flex-1 [&_input]:bg-transparent [&_input]:outline-none [&_input]:placeholder:text-subtle-foreground [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-subtle-foreground",
        isBad && "border-fail",
        className,
      )}
    >
      {children}
    </div>
  );
}

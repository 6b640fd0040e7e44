// A grey bar where a value will be; it appears only when loading takes longer than a glance.

import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";

/** One bar. */
export function Skeleton({ className }: { readonly className?: string }): ReactElement {
  return <span aria-hidden className={cn("block h-3 rounded-chip bg-muted", className)} />;
}

/** Rows that keep the grid of what is coming. */
export function SkeletonRows({
  count,
  rowClassName,
}: {
  readonly count: number;
  readonly rowClassName?: string;
}): ReactElement {
  return (
    <div role="status" aria-label="Loading">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={cn("flex h-8 items-center gap-3 border-b border-gridline px-4", rowClassName)}>
          <Skeleton className="w-20" />
          <Skeleton className="w-16" />
          <Skeleton className={index % 3 === 0 ? "flex-1" : index % 3 === 1 ? "w-1/2" : "w-1/3"} />
        </div>
      ))}
    </div>
  );
}

// A bordered panel with a title line.

import type { ReactElement, ReactNode } from "react";
import { cn } from "#lib/cn.ts";

/** The panel. */
export function Card({
  children,
  className,
  label,
}: {
  readonly children: ReactNode;
  readonly className?: string;
  readonly label?: string;
}): ReactElement {
  return (
    <section aria-label={label} className={cn("min-w-0 rounded-card border border-border bg-card", className)}>
      {children}
    </section>
  );
}

/** Its title, a quiet note, and what stands at the right end. */
export function CardHeader({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children?: ReactNode;
}): ReactElement {
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 py-1 pr-2 pl-3">
      <h2 className="text-sm font-semibold whitespace-nowrap">{title}</h2>
      {note !== undefined && <span className="text-xs text-muted-foreground">{note}</span>}
      <div className="ml-auto flex items-center gap-2">{children}</div>
    </div>
  );
}

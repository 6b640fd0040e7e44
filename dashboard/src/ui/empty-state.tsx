// What stands where nothing is, or where something went wrong: what happened and what to do next.

import type { LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { cn } from "#lib/cn.ts";

export interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string;
  /** Level of the heading. @default 2 */
  readonly level?: 2 | 3;
}

/** A centred message with its next action. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  actions,
  className,
  level = 2,
}: EmptyStateProps): ReactElement {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <div className={cn("flex flex-col items-center gap-2 px-6 py-8 text-center", className)}>
      <Icon aria-hidden className="size-5 text-subtle-foreground" strokeWidth={1.75} />
      <Heading className="text-md font-semibold">{title}</Heading>
      {children !== undefined && <div className="max-w-[52ch] text-muted-foreground">{children}</div>}
      {actions !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

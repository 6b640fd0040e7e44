// The bar at the top of every page: where I am, and what I can do here.

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { cn } from "#lib/cn.ts";

/** 48 px; wraps when narrow. */
export function TopBar({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string;
}): ReactElement {
  return (
    <header
      className={cn(
        "flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b border-border bg-background px-3 py-2 sm:px-4 lg:h-12 lg:flex-nowrap lg:py-0",
        className,
      )}
    >
      {children}
    </header>
  );
}

/** The heading of a page that is not below another. */
export function PageTitle({ children }: { readonly children: ReactNode }): ReactElement {
  return <h1 className="text-md font-semibold tracking-[-.005em]">{children}</h1>;
}

/** The pages above this one, then its heading. */
export function Crumbs({
  trail,
  children,
}: {
  readonly trail: readonly { readonly href: string; readonly label: string }[];
  readonly children: ReactNode;
}): ReactElement {
  return (
    <nav aria-label="Breadcrumb" className="flex min-w-0 flex-wrap items-center gap-1.5 text-muted-foreground">
      {trail.map((step) => (
        <span key={step.href} className="flex min-w-0 items-center gap-1.5">
          <Link href={step.href} className="max-w-48 truncate hover:text-foreground">
            {step.label}
          </Link>
          <ChevronRight aria-hidden className="size-3 text-subtle-foreground" />
        </span>
      ))}
      {children}
    </nav>
  );
}

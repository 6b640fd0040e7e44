// Tabs inside a panel: a small strip with a line under the open one.

"use client";

import { Tabs as Primitive } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { cn } from "#lib/cn.ts";

export interface TabsProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly tabs: readonly { readonly value: string; readonly label: string; readonly count?: number }[];
  readonly children: ReactNode;
  readonly className?: string;
}

/** The strip; its panels are {@link TabPanel}s among the children. */
export function Tabs({ label, value, onChange, tabs, children, className }: TabsProps): ReactElement {
  return (
    <Primitive.Root value={value} onValueChange={onChange} className={cn("flex min-h-0 flex-1 flex-col", className)}>
      <Primitive.List
        aria-label={label}
        className="flex shrink-0 overflow-x-auto overflow-y-hidden border-b border-border px-2 [scrollbar-width:none]"
      >
        {tabs.map((tab) => (
          <Primitive.Trigger
            key={tab.value}
            value={tab.value}
            className="relative h-8 shrink-0 px-2 text-xs font-medium whitespace-nowrap text-muted-foreground -outline-offset-2 hover:text-foreground data-[state=active]:text-foreground data-[state=active]:after:absolute data-[state=active]:after:inset-x-2 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:bg-foreground"
          >
            {tab.label}
            {tab.count !== undefined && <span className="nums ml-1 text-2xs text-subtle-foreground">{tab.count}</span>}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {children}
    </Primitive.Root>
  );
}

/** What one tab opens. */
export function TabPanel({
  value,
  children,
  className,
}: {
  readonly value: string;
  readonly children: ReactNode;
  readonly className?: string;
}): ReactElement {
  return (
    <Primitive.Content value={value} className={cn("min-h-0 flex-1 overflow-auto -outline-offset-2", className)}>
      {children}
    </Primitive.Content>
  );
}

// A short name that appears beside what it names; never the only copy of a fact.

"use client";

import { Tooltip as Primitive } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd.tsx";

export interface TooltipProps {
  readonly text: ReactNode;
  readonly keys?: string;
  readonly side?: "top" | "right" | "bottom" | "left";
  readonly children: ReactNode;
}

/** Shows `text` on hover and focus of its only child. */
export function Tooltip({ text, keys, side = "bottom", children }: TooltipProps): ReactElement {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-80 items-center gap-2 rounded-control bg-foreground px-2.5 py-1.5 text-xs text-background shadow-md"
        >
          {text}
          {keys !== undefined && <Kbd className="border-transparent bg-background/16 text-background">{keys}</Kbd>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** Shares one delay among all tooltips. */
export function TooltipProvider({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Primitive.Provider delayDuration={350} skipDelayDuration={200}>
      {children}
    </Primitive.Provider>
  );
}

// A dialog over the page: the command palette, the key sheet.

"use client";

import { Dialog as Primitive } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { cn } from "#lib/cn.ts";

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly children: ReactNode;
  readonly className?: string;
  /** Shows the title as a heading instead of only naming the dialog. */
  readonly showsTitle?: boolean;
}

/** A modal panel near the top of the window. */
export function Dialog({
  title,
  isOpen,
  onOpenChange,
  children,
  className,
  showsTitle = false,
}: DialogProps): ReactElement {
  return (
    <Primitive.Root open={isOpen} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Primitive.Content
          aria-describedby={undefined}
          className={cn(
            "fixed top-[12vh] left-1/2 z-50 max-h-[76vh] w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-dialog border border-border-strong bg-popover shadow-lg outline-none",
            className,
          )}
        >
          <Primitive.Title className={showsTitle ? "px-4 pt-3.5 pb-2 text-md font-semibold" : "sr-only"}>
            {title}
          </Primitive.Title>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

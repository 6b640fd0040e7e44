// The notices that show, in a corner; loaded with the first of them.

"use client";

import { CircleCheck, CircleX, Info, X } from "lucide-react";
import { Toast as Primitive } from "radix-ui";
import type { ReactElement } from "react";
import { Button } from "./button.tsx";
import type { ToastEntry } from "./toast.tsx";

const ICON = {
  done: <CircleCheck aria-hidden className="mt-0.5 size-4 text-ok" />,
  failed: <CircleX aria-hidden className="mt-0.5 size-4 text-fail" />,
  note: <Info aria-hidden className="mt-0.5 size-4 text-muted-foreground" />,
};

/** The corner. */
export function ToastList({
  entries,
  onClose,
}: {
  readonly entries: readonly ToastEntry[];
  readonly onClose: (id: number) => void;
}): ReactElement {
  return (
    <Primitive.Provider swipeDirection="right" duration={6000}>
      {entries.map((entry) => (
        <Primitive.Root
          key={entry.id}
          onOpenChange={(isOpen) => {
            if (!isOpen) onClose(entry.id);
          }}
          className="mt-2 grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-2.5 rounded-card border border-border-strong bg-popover py-2.5 pr-2 pl-3 shadow-md"
        >
          {ICON[entry.tone ?? "note"]}
          <div className="min-w-0">
            <Primitive.Title className="font-medium">{entry.title}</Primitive.Title>
            {entry.detail !== undefined && (
              <Primitive.Description className="text-xs text-muted-foreground">{entry.detail}</Primitive.Description>
            )}
            {entry.action !== undefined && (
              <Primitive.Action altText={entry.action.label} asChild>
                <Button size="sm" className="mt-1.5" onClick={entry.action.run}>
                  {entry.action.label}
                </Button>
              </Primitive.Action>
            )}
          </div>
          <Primitive.Close
            aria-label="Close"
            className="grid size-6 place-items-center rounded-control text-muted-foreground hover:bg-accent"
          >
            <X aria-hidden className="size-3.5" />
          </Primitive.Close>
        </Primitive.Root>
      ))}
      <Primitive.Viewport className="fixed right-4 bottom-4 z-50 w-80 max-w-[calc(100vw-32px)] outline-none" />
    </Primitive.Provider>
  );
}

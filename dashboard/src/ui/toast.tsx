// Short notices in a corner: what was done, what could not be done, and the next action.

"use client";

import { CircleCheck, CircleX, Info, X } from "lucide-react";
import { Toast as Primitive } from "radix-ui";
import { type ReactElement, useSyncExternalStore } from "react";
import { Button } from "./button.tsx";

/** What a toast says. */
export interface ToastContent {
  readonly title: string;
  readonly detail?: string;
  readonly tone?: "done" | "failed" | "note";
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface ToastEntry extends ToastContent {
  readonly id: number;
}

let entries: readonly ToastEntry[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function replaceEntries(next: readonly ToastEntry[]): void {
  entries = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const none: readonly ToastEntry[] = [];

/** Shows a notice; the newest five stay. */
export function showToast(content: ToastContent): void {
  replaceEntries([...entries, { ...content, id: nextId++ }].slice(-5));
}

const ICON = {
  done: <CircleCheck aria-hidden className="mt-0.5 size-4 text-ok" />,
  failed: <CircleX aria-hidden className="mt-0.5 size-4 text-fail" />,
  note: <Info aria-hidden className="mt-0.5 size-4 text-muted-foreground" />,
};

/** The corner where notices appear; once per page. */
export function Toaster(): ReactElement {
  const shown = useSyncExternalStore(
    subscribe,
    () => entries,
    () => none,
  );
  return (
    <Primitive.Provider swipeDirection="right" duration={6000}>
      {shown.map((entry) => (
        <Primitive.Root
          key={entry.id}
          onOpenChange={(isOpen) => {
            if (!isOpen) replaceEntries(entries.filter((other) => other.id !== entry.id));
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

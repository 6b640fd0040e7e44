// Short notices in a corner: what was done, what could not be done, and the next action.

"use client";

import dynamic from "next/dynamic";
import { type ReactElement, useSyncExternalStore } from "react";

const ToastList = dynamic(() => import("./toast-list.tsx").then((module) => module.ToastList), { ssr: false });

/** What a toast says. */
export interface ToastContent {
  readonly title: string;
  readonly detail?: string;
  readonly tone?: "done" | "failed" | "note";
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** A notice that shows. */
export interface ToastEntry extends ToastContent {
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

function closeToast(id: number): void {
  replaceEntries(entries.filter((entry) => entry.id !== id));
}

/** The corner where notices appear; once per page. */
export function Toaster(): ReactElement | null {
  const shown = useSyncExternalStore(
    subscribe,
    () => entries,
    () => none,
  );
  // Nothing of it is loaded before there is something to say, and it stays for those that go.
  return nextId === 1 ? null : <ToastList entries={shown} onClose={closeToast} />;
}

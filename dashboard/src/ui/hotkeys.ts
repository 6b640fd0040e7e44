// Keys and commands: what a component can do while it is on the page, for the keyboard, the palette and the key sheet.

"use client";

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

/** Something the page can do. */
export interface Command {
  /** Keys, a space between the keys of a sequence: `g t`, `mod+k`, `?`. None: only in the palette. */
  readonly keys?: string;
  readonly label: string;
  readonly group: string;
  /** Left out of the palette: movements that mean nothing there. */
  readonly isKeyOnly?: boolean;
}

interface Registered extends Command {
  readonly id: number;
  readonly run: () => void;
}

let commands: readonly Registered[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function replace(next: readonly Registered[]): void {
  commands = next;
  for (const listener of listeners) listener();
}

/** Offers a command while the component is mounted and `isEnabled`. */
export function useCommand(command: Command, run: () => void, isEnabled = true): void {
  const latest = useEffectEvent(run);
  const { keys, label, group, isKeyOnly = false } = command;
  useEffect(() => {
    if (!isEnabled) return;
    const id = nextId++;
    replace([
      ...commands,
      { id, label, group, isKeyOnly, run: () => latest(), ...(keys === undefined ? {} : { keys }) },
    ]);
    return () => replace(commands.filter((other) => other.id !== id));
  }, [keys, label, group, isKeyOnly, isEnabled]);
}

const nothing: readonly Registered[] = [];

/** All commands on the page now. */
export function useCommands(): readonly Registered[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => commands,
    () => nothing,
  );
}

/** The name of a key event as commands spell it. */
export function keyName(event: Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "altKey" | "shiftKey">): string {
  const key = event.key === " " ? "space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = /^[a-z]$/u.test(key);
  return `${event.metaKey || event.ctrlKey ? "mod+" : ""}${event.altKey ? "alt+" : ""}${event.shiftKey && (isLetter || key.length > 1) ? "shift+" : ""}${key}`;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/u.test(target.tagName))
  );
}

/** Listens to the keyboard for the whole page; used once. */
export function useHotkeyListener(): void {
  useEffect(() => {
    let pending = "";
    let pendingSince = 0;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = keyName(event);
      const isModified = name.startsWith("mod+");
      if (!isModified && (isTyping(event.target) || document.querySelector("[role=dialog],[role=menu]") !== null))
        return;
      if (
        name === "space" &&
        event.target instanceof HTMLElement &&
        event.target.closest("button,a,[role=checkbox],summary") !== null
      )
        return;
      const sequence = pending !== "" && event.timeStamp - pendingSince < 1200 ? `${pending} ${name}` : name;
      const match =
        commands.findLast((command) => command.keys === sequence) ??
        commands.findLast((command) => command.keys === name);
      pending = "";
      if (match !== undefined) {
        event.preventDefault();
        match.run();
        return;
      }
      if (commands.some((command) => command.keys?.startsWith(`${name} `) === true)) {
        pending = name;
        pendingSince = event.timeStamp;
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

const SHOWN: Readonly<Record<string, string>> = {
  space: "Space",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Enter: "↵",
  Escape: "Esc",
};

/** The keys of a command, one label per key cap. */
export function keyCaps(keys: string): readonly string[] {
  return keys.split(" ").flatMap((chord) =>
    chord.split(/(?<=.)\+/u).map((part) => {
      if (part === "mod") return typeof navigator !== "undefined" && /Mac|iP/u.test(navigator.userAgent) ? "⌘" : "Ctrl";
      if (part === "shift") return "⇧";
      return SHOWN[part] ?? (part.length === 1 ? part.toUpperCase() : part);
    }),
  );
}

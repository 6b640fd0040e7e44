// Every key that does something on this page.

"use client";

import type { ReactElement } from "react";
import { Dialog } from "#ui/dialog.tsx";
import { keyCaps, useCommands } from "#ui/hotkeys.ts";
import { Kbd } from "#ui/kbd.tsx";

const FIXED = [
  { keys: "Escape", label: "Close innermost", group: "Anywhere" },
  { keys: "ArrowUp ArrowDown", label: "Previous, next row", group: "Lists and trees" },
  { keys: "ArrowRight ArrowLeft", label: "Open, close", group: "Lists and trees" },
  { keys: "Home End", label: "First, last", group: "Lists and trees" },
];

/** Keys of the part that is on the page, which it takes itself. */
const LOCAL: readonly { readonly selector: string; readonly keys: readonly (typeof FIXED)[number][] }[] = [
  {
    selector: '[role="grid"][aria-label="Runs"]',
    keys: [
      { keys: "j k", label: "Next, previous run", group: "Runs" },
      { keys: "Enter", label: "Open", group: "Runs" },
      { keys: "x", label: "Select", group: "Runs" },
      { keys: "shift+ArrowDown", label: "Select onwards", group: "Runs" },
    ],
  },
  {
    selector: '[role="treegrid"]',
    keys: [
      { keys: "e", label: "Open all", group: "Lists and trees" },
      { keys: "w", label: "Close all", group: "Lists and trees" },
    ],
  },
  {
    selector: "[data-axis]",
    keys: [
      { keys: "mod+scroll", label: "Zoom at the pointer", group: "Timeline" },
      { keys: "shift+scroll", label: "Move sideways", group: "Timeline" },
    ],
  },
];

/** The sheet. */
export function KeySheet({ onClose }: { readonly onClose: () => void }): ReactElement {
  const commands = useCommands();
  const groups = new Map<string, { readonly keys: string; readonly label: string }[]>();
  const local = LOCAL.flatMap(({ selector, keys }) => (document.querySelector(selector) === null ? [] : keys));
  for (const command of [...commands, ...FIXED, ...local]) {
    if (command.keys === undefined) continue;
    const group = groups.get(command.group) ?? [];
    // A second key for the same.
    if (group.some((entry) => entry.label === command.label)) continue;
    group.push({ keys: command.keys, label: command.label });
    groups.set(command.group, group);
  }
  return (
    <Dialog
      title="Keyboard shortcuts"
      showsTitle
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className="w-[min(880px,calc(100vw-24px))] overflow-auto pb-3"
    >
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,230px),1fr))] gap-x-8 px-4">
        {[...groups].map(([group, entries]) => (
          <section key={group} className="mb-3">
            <h3 className="mb-1 text-xs font-semibold">{group}</h3>
            <dl>
              {entries.map((entry) => (
                <div
                  key={`${entry.keys} ${entry.label}`}
                  className="flex h-[26px] items-center justify-between gap-2 border-b border-gridline"
                >
                  <dt className="truncate text-xs text-muted-foreground">{entry.label}</dt>
                  <dd className="flex gap-0.5">
                    {keyCaps(entry.keys).map((cap, index) => (
                      <Kbd key={index}>{cap}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

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

/** The sheet. */
export function KeySheet({ onClose }: { readonly onClose: () => void }): ReactElement {
  const commands = useCommands();
  const groups = new Map<string, { readonly keys: string; readonly label: string }[]>();
  for (const command of [...commands, ...FIXED]) {
    if (command.keys === undefined) continue;
    const group = groups.get(command.group) ?? [];
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

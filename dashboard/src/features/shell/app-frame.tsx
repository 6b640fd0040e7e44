// The frame around every page: sidebar, command palette, key sheet, notices.

"use client";

import dynamic from "next/dynamic";
import { usePathname, useRouter } from "next/navigation";
import { type ReactElement, type ReactNode, useState } from "react";
import { cn } from "#lib/cn.ts";
import { useCommand, useHotkeyListener } from "#ui/hotkeys.ts";
import { NAVIGATION, isRailPage } from "./navigation.ts";
import { Sidebar } from "./sidebar.tsx";
import type { StoreSummary } from "./store-summary.ts";

const CommandPalette = dynamic(() => import("./command-palette.tsx").then((module) => module.CommandPalette), {
  ssr: false,
});
const KeySheet = dynamic(() => import("./key-sheet.tsx").then((module) => module.KeySheet), { ssr: false });

function GoCommand({
  href,
  label,
  keys,
}: {
  readonly href: string;
  readonly label: string;
  readonly keys: string;
}): null {
  const router = useRouter();
  useCommand({ keys, label, group: "Go to" }, () => router.push(href));
  return null;
}

/** Sidebar and page, side by side. */
export function AppFrame({
  store,
  children,
}: {
  readonly store: StoreSummary;
  readonly children: ReactNode;
}): ReactElement {
  const isRail = isRailPage(usePathname());
  const [open, setOpen] = useState<"palette" | "keys" | undefined>();
  useHotkeyListener();
  useCommand({ keys: "mod+k", label: "Command palette", group: "Anywhere", isKeyOnly: true }, () => setOpen("palette"));
  useCommand({ keys: "?", label: "Keyboard shortcuts", group: "Anywhere" }, () => setOpen("keys"));
  return (
    <div
      className={cn(
        "sm:grid sm:h-dvh sm:min-h-[520px]",
        isRail ? "sm:grid-cols-[var(--rail)_minmax(0,1fr)]" : "sm:grid-cols-[var(--sidebar)_minmax(0,1fr)]",
      )}
    >
      {NAVIGATION.map((entry) => (
        <GoCommand key={entry.href} href={entry.href} label={entry.label} keys={entry.keys} />
      ))}
      <GoCommand href="/settings" label="Settings" keys="g ," />
      <Sidebar store={store} isRail={isRail} onSearch={() => setOpen("palette")} onKeys={() => setOpen("keys")} />
      <main id="main" tabIndex={-1} className="flex min-w-0 flex-col sm:min-h-0 sm:overflow-auto">
        {children}
      </main>
      {open === "palette" && <CommandPalette onClose={() => setOpen(undefined)} />}
      {open === "keys" && <KeySheet onClose={() => setOpen(undefined)} />}
    </div>
  );
}

// Switches between light, dark, and what the system says.

"use client";

import { Moon, MoonStar, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import type { ReactElement } from "react";
import { useCommand } from "#ui/hotkeys.ts";
import { IconButton } from "#ui/icon-button.tsx";
import { useIsHydrated } from "#ui/time.tsx";

const NEXT = { light: "dark", dark: "system", system: "light" } as const;
const ICON = { light: Sun, dark: Moon, system: MoonStar } as const;
const NAME = { light: "light", dark: "dark", system: "system" } as const;

/** A button that goes through the three. */
export function ThemeToggle(): ReactElement {
  const { theme, setTheme } = useTheme();
  const isHydrated = useIsHydrated();
  const current = isHydrated && (theme === "light" || theme === "dark") ? theme : "system";
  const Icon = ICON[current];
  useCommand({ label: `Theme: ${NAME[NEXT[current]]}`, group: "Anywhere" }, () => setTheme(NEXT[current]));
  return (
    <IconButton label={`Theme: ${NAME[current]}`} onClick={() => setTheme(NEXT[current])}>
      <Icon aria-hidden strokeWidth={1.75} />
    </IconButton>
  );
}

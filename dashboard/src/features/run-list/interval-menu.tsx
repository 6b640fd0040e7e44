// Which stretch of time the list covers.

"use client";

import { CalendarClock } from "lucide-react";
import type { ReactElement } from "react";
import { formatTime } from "#lib/format-time.ts";
import { type TimeBound, boundMs, parseTimeBound } from "#lib/run-list-params.ts";
import { Button } from "#ui/button.tsx";
import { Menu, MenuRadioGroup } from "#ui/menu.tsx";
import { useIsHydrated } from "#ui/time.tsx";

const CHOICES = [
  { value: "all", label: "All time" },
  { value: "-15m", label: "Last 15 minutes" },
  { value: "-1h", label: "Last hour" },
  { value: "-24h", label: "Last 24 hours" },
  { value: "-7d", label: "Last 7 days" },
  { value: "-30d", label: "Last 30 days" },
];

export interface IntervalMenuProps {
  readonly from: TimeBound | null;
  readonly to: TimeBound | null;
  readonly onChange: (from: TimeBound | null, to: TimeBound | null) => void;
}

/** A button that says the interval, and a menu of usual ones. */
export function IntervalMenu({ from, to, onChange }: IntervalMenuProps): ReactElement {
  const isHydrated = useIsHydrated();
  const value = from === null && to === null ? "all" : from?.kind === "ago" && to === null ? from.text : "custom";
  const now = Date.now();
  const written = (bound: TimeBound | null, open: string): string => {
    const ms = boundMs(bound, now);
    return ms === undefined ? open : formatTime(ms, now);
  };
  const label =
    CHOICES.find((choice) => choice.value === value)?.label ??
    (isHydrated ? `${written(from, "Start")} – ${written(to, "now")}` : "Custom interval");
  return (
    <Menu
      label="Interval"
      trigger={
        <Button>
          <CalendarClock aria-hidden />
          {label}
        </Button>
      }
    >
      <MenuRadioGroup
        value={value}
        options={CHOICES}
        onChange={(next) => onChange(next === "all" ? null : (parseTimeBound(next) ?? null), null)}
      />
    </Menu>
  );
}

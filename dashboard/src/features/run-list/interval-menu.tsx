// Which stretch of time the list covers.

"use client";

import { CalendarClock } from "lucide-react";
import type { ReactElement } from "react";
import { formatTime } from "#lib/format-time.ts";
import { type TimeBound, boundMs, parseTimeBound } from "#lib/run-list-params.ts";
import { Button } from "#ui/button.tsx";
import { Menu, MenuRadioGroup } from "#ui/menu.tsx";
import { useNow } from "#lib/use-now.ts";

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

function boundText(bound: TimeBound | null, open: string, nowMs: number): string {
  const ms = boundMs(bound, nowMs);
  return ms === undefined ? open : formatTime(ms, nowMs);
}

/** A button that says the interval, and a menu of usual ones. */
export function IntervalMenu({ from, to, onChange }: IntervalMenuProps): ReactElement {
  const now = useNow("minute");
  const value = from === null && to === null ? "all" : from?.kind === "ago" && to === null ? from.text : "custom";
  const label =
    CHOICES.find((choice) => choice.value === value)?.label ??
    (now === undefined ? "Custom interval" : `${boundText(from, "Start", now)} – ${boundText(to, "now", now)}`);
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

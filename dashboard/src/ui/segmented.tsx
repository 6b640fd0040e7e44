// A few choices of which one holds.

"use client";

import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";

export interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly className?: string;
}

/** A row of joined toggles. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
  className,
}: SegmentedProps<Value>): ReactElement {
  return (
    <div
      role="group"
      aria-label={label}
      className={cn("inline-flex shrink-0 gap-0.5 rounded-control bg-muted p-0.5", className)}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="h-6 rounded-chip px-2 text-xs font-medium whitespace-nowrap text-muted-foreground hover:text-foreground aria-pressed:bg-card aria-pressed:text-foreground aria-pressed:shadow-sm dark:aria-pressed:bg-border-strong"
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

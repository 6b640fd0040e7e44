// One condition of a filter, removable.

import { X } from "lucide-react";
import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";

export interface ChipProps {
  readonly field?: string;
  readonly value: string;
  /** Set when the condition cannot be understood. */
  readonly isBad?: boolean;
  readonly onRemove?: () => void;
}

/** `field:value` with a cross. */
export function Chip({ field, value, isBad = false, onRemove }: ChipProps): ReactElement {
  return (
    <span
      className={cn(
        "inline-flex h-5 shrink-0 items-center gap-0.5 rounded-chip bg-primary-soft pl-1.5 text-xs font-medium whitespace-nowrap text-link",
        onRemove === undefined ? "pr-1.5" : "pr-0.5",
        isBad && "bg-fail-soft text-fail-fg underline decoration-fail decoration-wavy underline-offset-3",
      )}
    >
      {field !== undefined && <span className={cn("font-normal", !isBad && "text-muted-foreground")}>{field}:</span>}
      <span className="max-w-60 truncate">{value}</span>
      {onRemove !== undefined && (
        <button
          type="button"
          aria-label={`Remove ${field === undefined ? "" : `${field}:`}${value}`}
          onClick={onRemove}
          className="hit-24 grid size-4 place-items-center rounded-bar hover:bg-primary-line"
        >
          <X aria-hidden className="size-3" />
        </button>
      )}
    </span>
  );
}

// A status, always as icon, colour and word together.

import {
  Ban,
  Circle,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  Hand,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
  TimerOff,
  Unplug,
} from "lucide-react";
import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";
import type { ShownStatus, StatusName } from "#lib/run-status.ts";

interface StatusLook {
  readonly icon: LucideIcon;
  readonly label: string;
  /** For narrow table cells. */
  readonly short: string;
  /** Colour of the icon, of the word, and of a badge. */
  readonly mark: string;
  readonly word: string;
  readonly badge: string;
}

function statusLook(
  icon: LucideIcon,
  label: string,
  colours: readonly [mark: string, word: string, badge: string],
): StatusLook {
  return { icon, label, short: label, mark: colours[0], word: colours[1], badge: colours[2] };
}

const OK = ["text-ok", "text-foreground", "bg-ok-soft text-ok-fg"] as const;
const RUN = ["text-run", "text-run-fg", "bg-run-soft text-run-fg"] as const;
const RETRY = ["text-retry", "text-retry-fg", "bg-retry-soft text-retry-fg"] as const;
const WAIT = ["text-wait", "text-wait-fg", "bg-wait-soft text-wait-fg"] as const;
const FAIL = ["text-fail", "text-fail-fg", "bg-fail-soft text-fail-fg"] as const;
const IDLE = ["text-idle", "text-muted-foreground", "bg-idle-soft text-idle-fg"] as const;
const NONE = ["text-idle", "text-muted-foreground", "border border-dashed border-border-strong text-idle-fg"] as const;

/** How each status looks. */
export const STATUS_LOOK: Readonly<Record<StatusName, StatusLook>> = {
  completed: statusLook(CircleCheck, "Completed", OK),
  running: statusLook(LoaderCircle, "Running", RUN),
  silent: statusLook(Unplug, "No record", WAIT),
  retrying: statusLook(RotateCw, "Retrying", RETRY),
  waiting: { ...statusLook(Hand, "Waiting for input", WAIT), short: "Waiting" },
  queued: statusLook(CircleDashed, "Queued", IDLE),
  notYet: statusLook(Circle, "Not yet", NONE),
  failed: statusLook(CircleX, "Failed", FAIL),
  timedOut: statusLook(TimerOff, "Timed out", FAIL),
  stalled: statusLook(Unplug, "Stalled", FAIL),
  cancelled: statusLook(Ban, "Cancelled", IDLE),
  blocked: statusLook(CirclePause, "Blocked", WAIT),
};

/** The word alone. */
export function statusWord({ status, label }: ShownStatus): string {
  return label ?? STATUS_LOOK[status].label;
}

/** Only the mark; the word must stand beside it. */
export function StatusIcon({
  status,
  className,
}: {
  readonly status: StatusName;
  readonly className?: string;
}): ReactElement {
  const { icon: Icon, mark } = STATUS_LOOK[status];
  return (
    <Icon
      aria-hidden
      className={cn("size-3.5 shrink-0", mark, status === "running" && "animate-turn", className)}
      strokeWidth={2}
    />
  );
}

export interface StatusProps extends ShownStatus {
  readonly className?: string;
}

/** Icon and word, for tables and lists. */
export function Status({ status, word, sentence, className }: StatusProps): ReactElement {
  const look = STATUS_LOOK[status];
  return (
    <span
      title={sentence}
      className={cn("inline-flex min-w-0 items-center gap-1.5 font-medium whitespace-nowrap", look.word, className)}
    >
      <StatusIcon status={status} />
      <span className="truncate">{word ?? look.short}</span>
    </span>
  );
}

/** Icon and word on the status's fill, for headers. */
export function StatusBadge({ status, label, sentence, className }: StatusProps): ReactElement {
  const { icon: Icon, label: usual, badge } = STATUS_LOOK[status];
  return (
    <span
      title={sentence}
      className={cn(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-full pr-2 pl-1.5 text-xs font-medium whitespace-nowrap",
        badge,
        className,
      )}
    >
      <Icon aria-hidden className={cn("size-3", status === "running" && "animate-turn")} strokeWidth={2.25} />
      {label ?? usual}
    </span>
  );
}

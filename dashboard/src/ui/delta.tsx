// A difference, coloured by whether it is worse or better.

import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";

/** `text` in red when worse, green when better, grey when it does not matter. */
export function Delta({
  text,
  tone,
  className,
}: {
  readonly text: string;
  readonly tone: "worse" | "better" | "flat";
  readonly className?: string;
}): ReactElement {
  return (
    <span
      className={cn(
        "nums text-xs",
        tone === "worse" ? "text-fail-fg" : tone === "better" ? "text-ok-fg" : "text-muted-foreground",
        className,
      )}
    >
      {text}
    </span>
  );
}

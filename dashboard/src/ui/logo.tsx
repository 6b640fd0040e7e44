// The mark of Stepscope: three bars of a timeline.

import type { ReactElement } from "react";

/** 18 px, in the accent. */
export function Logo(): ReactElement {
  return (
    <svg viewBox="0 0 20 20" aria-hidden className="size-[18px] shrink-0 fill-primary">
      <rect x="1" y="3" width="11" height="3.4" rx="1.7" />
      <rect x="5" y="8.3" width="14" height="3.4" rx="1.7" className="fill-foreground" />
      <rect x="9" y="13.6" width="7" height="3.4" rx="1.7" opacity=".55" />
    </svg>
  );
}

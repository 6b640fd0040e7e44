// The foot of the list: how many rows are loaded, what the bars mean, the keys.

import type { ReactElement } from "react";
import { formatCount } from "#lib/format.ts";
import { Kbd } from "#ui/kbd.tsx";

const SWATCH = "mr-1.5 inline-block size-2 rounded-[2px]";

function Keys(): ReactElement {
  return (
    <span className="ml-auto hidden gap-4 lg:flex">
      <span>
        <Kbd>↑</Kbd> <Kbd>↓</Kbd> move
      </span>
      <span>
        <Kbd>X</Kbd> select
      </span>
      <span>
        <Kbd>C</Kbd> compare
      </span>
      <span>
        <Kbd>?</Kbd> all keys
      </span>
    </span>
  );
}

/** 28 px. */
export function ListFooter({ count, total }: { readonly count: number; readonly total: string }): ReactElement {
  return (
    <footer className="flex min-h-7 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-t border-border px-4 py-1 text-xs text-muted-foreground sm:h-7 sm:py-0">
      <span className="nums">
        {formatCount(count)} of {total} loaded
      </span>
      <span className="flex gap-3">
        <span>
          <i className={`${SWATCH} bg-k-step`} />
          active
        </span>
        <span>
          <i className={`${SWATCH} hatch-wait-fine`} />
          waiting
        </span>
        <span>
          <i className={`${SWATCH} bg-fail`} />
          failed
        </span>
      </span>
      <Keys />
    </footer>
  );
}

// Text with the found terms marked. Control and direction characters are made visible, never obeyed.

import type { ReactElement } from "react";
import { visibleText } from "#lib/visible-text.ts";

const escapePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);

/** `text` with every occurrence of `terms` marked, ignoring case. */
export function Highlight({ text, terms }: { readonly text: string; readonly terms: readonly string[] }): ReactElement {
  const shown = visibleText(text);
  const wanted = terms.filter((term) => term.trim() !== "").map((term) => escapePattern(term));
  if (wanted.length === 0) return <>{shown}</>;
  const parts = shown.split(new RegExp(`(${wanted.join("|")})`, "giu"));
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <mark
            key={index}
            className="rounded-[2px] bg-[color-mix(in_oklch,var(--wait)_26%,transparent)] text-foreground"
          >
            {part}
          </mark>
        ) : (
          part
        ),
      )}
    </>
  );
}

// Small blocks of an inspector: four numbers in a row, name and value pairs, an error.

import type { ReactElement, ReactNode } from "react";
import type { ErrorData } from "stepscope/view";
import { visibleText } from "#lib/visible-text.ts";
import { CopyButton } from "#ui/copy-button.tsx";

/** Up to four numbers side by side. */
export function FactRow({
  facts,
}: {
  readonly facts: readonly { readonly label: string; readonly value: ReactNode }[];
}): ReactElement {
  return (
    <dl className="grid shrink-0 grid-cols-2 overflow-hidden rounded-control border border-border bg-card sm:grid-cols-4">
      {facts.map((fact) => (
        <div
          key={fact.label}
          className="min-w-0 border-l border-border px-2 pt-1.5 pb-[7px] first:border-l-0 max-sm:odd:border-l-0 max-sm:[&:nth-child(n+3)]:border-t"
        >
          <dt className="text-2xs whitespace-nowrap text-muted-foreground">{fact.label}</dt>
          <dd className="nums truncate font-semibold">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Names and values under each other. */
export function PairList({
  pairs,
  isTwoColumns = false,
}: {
  readonly pairs: readonly { readonly name: string; readonly value: ReactNode }[];
  readonly isTwoColumns?: boolean;
}): ReactElement {
  return (
    <dl className={`grid shrink-0 gap-x-4 text-xs leading-6 ${isTwoColumns ? "sm:grid-cols-2" : ""}`}>
      {pairs.map((pair) => (
        <div key={pair.name} className="flex min-w-0 justify-between gap-3 border-b border-gridline">
          <dt className="shrink-0 text-muted-foreground">{visibleText(pair.name)}</dt>
          <dd className="code min-w-0 text-right [overflow-wrap:anywhere]">{pair.value}</dd>
        </div>
      ))}
    </dl>
  );
}

function causesOf(error: ErrorData): readonly ErrorData[] {
  const causes: ErrorData[] = [];
  for (let cause = error.cause; cause !== undefined && causes.length < 10; cause = cause.cause) causes.push(cause);
  return causes;
}

/** An error with its stack and what caused it. */
export function ErrorPanel({
  error,
  title = "Error",
}: {
  readonly error: ErrorData;
  readonly title?: string;
}): ReactElement {
  const all = [error, ...causesOf(error)];
  return (
    <section
      aria-label={title}
      className="shrink-0 overflow-hidden rounded-control border border-[color-mix(in_oklch,var(--fail)_45%,var(--border))] bg-card"
    >
      <header className="flex h-7 items-center gap-1.5 pr-1 pl-2.5 text-xs font-medium text-fail-fg">
        <h3>{title}</h3>
        <span className="ml-auto">
          <CopyButton
            label="Copy error"
            text={() => all.map((one) => one.stack ?? `${one.name}: ${one.message}`).join("\n\nCaused by: ")}
          />
        </span>
      </header>
      {all.map((one, at) => (
        <div key={at} className="px-2.5 pb-2 text-xs leading-[18px]">
          <p className="[overflow-wrap:anywhere]">
            {at > 0 && <span className="text-muted-foreground">Caused by </span>}
            <b className="font-medium">{visibleText(one.name)}</b>
            {one.code !== undefined && <span className="code"> {visibleText(one.code)}</span>}
            {one.status !== undefined && <span className="code"> {one.status}</span>}: {visibleText(one.message)}
          </p>
          {one.stack !== undefined && (
            <details className="mt-1">
              <summary className="text-muted-foreground hover:text-foreground">Stack</summary>
              <pre className="mt-1 overflow-x-auto rounded-chip border border-border bg-sunken px-2 py-1.5 font-mono text-[11.5px] leading-[17px]">
                {visibleText(one.stack)}
              </pre>
            </details>
          )}
        </div>
      ))}
    </section>
  );
}

/** A small heading with a note. */
export function SectionTitle({
  children,
  note,
}: {
  readonly children: ReactNode;
  readonly note?: ReactNode;
}): ReactElement {
  return (
    <h3 className="flex shrink-0 items-center justify-between gap-2 text-xs font-semibold">
      {children}
      {note !== undefined && <span className="nums font-normal text-muted-foreground">{note}</span>}
    </h3>
  );
}

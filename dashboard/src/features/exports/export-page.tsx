// Spans on their way to a trace back end: how many, where to, what went wrong.

"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, ExternalLink, Upload } from "lucide-react";
import { type ReactElement, useCallback } from "react";
import type { ExportStatus } from "stepscope/view";
import { fetchJson } from "#lib/fetch-json.ts";
import { formatCount } from "#lib/format.ts";
import { formatAgo } from "#lib/format-time.ts";
import { useOnStoreChange } from "#lib/use-store-changes.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { Card, CardHeader } from "#ui/card.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { PageTitle, TopBar } from "#ui/top-bar.tsx";

/** What the page is given. */
export interface ExportPageData {
  readonly status: ExportStatus;
  readonly phoenix?: string;
  readonly nowMs: number;
}

function Counts({ status }: { readonly status: ExportStatus }): ReactElement {
  const cells = [
    { label: "Waiting", value: status.pending, note: "not sent yet" },
    { label: "Sent", value: status.sent, note: "not seen there yet" },
    { label: "Confirmed", value: status.confirmed, note: "seen there" },
    { label: "Parked", value: status.parked, note: "refused; kept here" },
  ];
  return (
    <dl className="grid grid-cols-2 overflow-hidden rounded-card border border-border bg-card sm:grid-cols-4">
      {cells.map((cell) => (
        <div key={cell.label} className="-mt-px -ml-px border-t border-l border-border px-3 py-2.5">
          <dt className="text-xs text-muted-foreground">{cell.label}</dt>
          <dd
            className={`nums text-xl font-semibold ${cell.label === "Parked" && cell.value > 0 ? "text-fail-fg" : ""}`}
          >
            {formatCount(cell.value)}
          </dd>
          <dd className="text-xs text-muted-foreground">{cell.note}</dd>
        </div>
      ))}
    </dl>
  );
}

function Health({ status, nowMs }: { readonly status: ExportStatus; readonly nowMs: number }): ReactElement {
  const isTroubled = status.parked > 0 || (status.lastErrorMs ?? 0) > (status.lastSentMs ?? 0);
  return (
    <Card label="Delivery">
      <CardHeader title="Delivery" note={status.endpoint} />
      <div className="flex flex-col gap-2 border-t border-gridline px-3 py-3">
        <p className="flex items-center gap-1.5 font-medium">
          {isTroubled ? (
            <CircleAlert aria-hidden className="size-4 text-fail" />
          ) : (
            <CircleCheck aria-hidden className="size-4 text-ok" />
          )}
          {isTroubled ? "The last delivery had a problem" : "Every delivery so far went well"}
        </p>
        <p className="text-muted-foreground">
          {status.lastSentMs === undefined
            ? "Nothing was sent yet."
            : `Last sent ${formatAgo(status.lastSentMs, nowMs)}.`}
          {status.oldestPendingMs !== undefined &&
            ` The oldest waiting span is from ${formatAgo(status.oldestPendingMs, nowMs)}.`}
          {status.project !== undefined && ` Project ${visibleText(status.project)}.`}
        </p>
        {status.lastError !== undefined && (
          <p className="rounded-control border border-border bg-sunken px-2.5 py-1.5 text-xs [overflow-wrap:anywhere]">
            {visibleText(status.lastError)}
            {status.lastErrorMs !== undefined && (
              <span className="text-muted-foreground"> ({formatAgo(status.lastErrorMs, nowMs)})</span>
            )}
          </p>
        )}
        <p className="text-xs text-muted-foreground">
          Runs are never slowed by delivery, and nothing is lost while the back end is away: spans wait in the store and
          go out when it answers again.
        </p>
      </div>
    </Card>
  );
}

/** The page. */
export function ExportPage({ first }: { readonly first: ExportPageData }): ReactElement {
  const query = useQuery({
    queryKey: ["exports"],
    queryFn: ({ signal }) => fetchJson<ExportPageData>("/api/exports", signal),
    initialData: first,
  });
  const { refetch } = query;
  useOnStoreChange(useCallback(() => void refetch(), [refetch]));
  const { status, phoenix, nowMs } = query.data;
  const isOff = phoenix === undefined && status.pending + status.sent + status.confirmed + status.parked === 0;
  return (
    <>
      <TopBar>
        <PageTitle>Exports</PageTitle>
        {phoenix !== undefined && (
          <Button asChild className="ml-auto">
            <a href={phoenix} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              Open Phoenix
            </a>
          </Button>
        )}
      </TopBar>
      {isOff ? (
        <EmptyState icon={Upload} title="No trace back end is known" className="m-auto">
          Runs are complete in this store without one. To see them in Phoenix as well, start it and set{" "}
          <span className="code">PHOENIX_COLLECTOR_ENDPOINT</span> where the workflows run.
        </EmptyState>
      ) : (
        <div className="flex max-w-[960px] flex-col gap-4 p-4">
          <Counts status={status} />
          <Health status={status} nowMs={nowMs} />
        </div>
      )}
    </>
  );
}

// The comparison of two runs: small ones at once, larger ones in a worker.

"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { type Comparison, type RunView, compareRuns } from "stepscope/view";
import type { CompareAnswer, CompareRequest } from "./compare.worker.ts";

/** Executions in both runs up to which comparing takes a moment. */
const SMALL = 3000;

/** Keys that differ in every run and mean nothing. */
export const NOISE_KEYS: ReadonlySet<string> = new Set([
  "id",
  "requestId",
  "request_id",
  "traceId",
  "timestamp",
  "createdAt",
  "created_at",
  "created",
  "updatedAt",
  "startedAt",
  "endedAt",
  "time",
  "date",
  "durationMs",
  "elapsedMs",
  "nonce",
]);

const NOTHING: ReadonlySet<string> = new Set();

/** The comparison; undefined until both runs are there and compared. */
export function useComparison(
  a: RunView | undefined,
  b: RunView | undefined,
  ignoresNoise: boolean,
): Comparison | undefined {
  const ignoredKeys = ignoresNoise ? NOISE_KEYS : NOTHING;
  const isSmall = (a?.executions.length ?? 0) + (b?.executions.length ?? 0) <= SMALL;
  const small = useMemo(
    () => (a === undefined || b === undefined || !isSmall ? undefined : compareRuns(a, b, { ignoredKeys })),
    [a, b, isSmall, ignoredKeys],
  );
  const [large, setLarge] = useState<Comparison>();
  const worker = useRef<Worker>(undefined);
  const latest = useRef(0);
  useEffect(() => () => worker.current?.terminate(), []);
  useEffect(() => {
    if (isSmall || a === undefined || b === undefined) return;
    if (worker.current === undefined) {
      worker.current = new Worker(new URL("./compare.worker.ts", import.meta.url), { type: "module" });
      worker.current.addEventListener("message", (event: MessageEvent<CompareAnswer>) => {
        if (event.data.id === latest.current) setLarge(event.data.comparison);
      });
    }
    latest.current += 1;
    worker.current.postMessage({ id: latest.current, a, b, ignoredKeys } satisfies CompareRequest);
  }, [a, b, isSmall, ignoredKeys]);
  return isSmall ? small : large;
}

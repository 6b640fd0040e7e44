// Every address of the dashboard, built in one place.

/** What is open on a run's page. */
export type RunPageView = "timeline" | "graph" | "events" | "state" | "logs" | "io" | "raw";

/** The views of a run, in the order of their tabs. */
export const RUN_VIEWS: readonly RunPageView[] = ["timeline", "graph", "events", "state", "logs", "io", "raw"];

type Parameters = Readonly<Record<string, string | number | undefined>>;

function withQuery(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") query.set(key, String(value));
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** The list of runs; `query` is the filter as it is typed. */
export function runsHref(
  parameters: {
    readonly query?: string;
    readonly fromMs?: number;
    readonly toMs?: number;
    readonly sort?: string;
  } = {},
): string {
  return withQuery("/runs", {
    q: parameters.query,
    from: parameters.fromMs,
    to: parameters.toMs,
    sort: parameters.sort,
  });
}

/** One run. */
export function runHref(
  runId: string,
  parameters: { readonly view?: RunPageView; readonly selection?: string; readonly atSeq?: number } = {},
): string {
  const view = parameters.view === "timeline" ? undefined : parameters.view;
  return withQuery(`/runs/${encodeURIComponent(runId)}`, { view, sel: parameters.selection, at: parameters.atSeq });
}

/** Two runs side by side; either may still be open to choice. */
export function compareHref(runIdA?: string, runIdB?: string): string {
  return withQuery("/compare", { a: runIdA, b: runIdB });
}

/** All workflows, or one. */
export function workflowHref(workflow?: string): string {
  return workflow === undefined ? "/workflows" : `/workflows/${encodeURIComponent(workflow)}`;
}

/** A trace in Phoenix. `endpoint` is Phoenix's address. */
export function phoenixTraceHref(endpoint: string, traceId: string): string {
  return new URL(`/redirects/traces/${encodeURIComponent(traceId)}`, endpoint).href;
}

/** A span in Phoenix. */
export function phoenixSpanHref(endpoint: string, spanId: string): string {
  return new URL(`/redirects/spans/${encodeURIComponent(spanId)}`, endpoint).href;
}

/** The endpoints that the pages of the dashboard read from. */
export const api = {
  runs: (query: string): string => `/api/runs?${query}`,
  facets: (query: string): string => `/api/runs/facets?${query}`,
  histogram: (query: string): string => `/api/runs/histogram?${query}`,
  run: (runId: string): string => `/api/runs/${encodeURIComponent(runId)}`,
  journal: (runId: string, fromSeq: number): string =>
    withQuery(`/api/runs/${encodeURIComponent(runId)}/journal`, { from: fromSeq }),
  records: (runId: string, fromSeq: number, toSeq?: number): string =>
    withQuery(`/api/runs/${encodeURIComponent(runId)}/records`, { from: fromSeq, to: toSeq }),
  spans: (runId: string, afterNumber: number): string =>
    withQuery(`/api/runs/${encodeURIComponent(runId)}/spans`, { after: afterNumber }),
  span: (runId: string, spanId: string): string =>
    `/api/runs/${encodeURIComponent(runId)}/spans/${encodeURIComponent(spanId)}`,
  exported: (runId: string): string => `/api/runs/${encodeURIComponent(runId)}/export`,
  tail: (runId: string): string => `/api/runs/${encodeURIComponent(runId)}/tail`,
  changes: (): string => "/api/changes",
  payload: (hash: string): string => `/api/payloads/${encodeURIComponent(hash)}`,
} as const;

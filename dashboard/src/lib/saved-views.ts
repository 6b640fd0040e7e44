// Saved filters of the run list, kept in this browser.

/** A filter with a name. */
export interface SavedView {
  readonly name: string;
  /** The filter as it is typed. */
  readonly query: string;
  readonly sort?: string;
}

/** Where they are kept. */
export const SAVED_VIEWS_KEY = "savedViews";

/** What a new browser starts with. */
export const FIRST_VIEWS: readonly SavedView[] = [
  { name: "Failed", query: "status:failed,timedOut,stalled" },
  { name: "Waiting for input", query: "status:waiting" },
  { name: "Retried", query: "retries:>0" },
];

function isSavedView(value: unknown): value is SavedView {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string" &&
    "query" in value &&
    typeof value.query === "string"
  );
}

/** Accepts a stored list of views. */
export function acceptSavedViews(value: unknown): readonly SavedView[] | undefined {
  return Array.isArray(value) ? value.filter(isSavedView) : undefined;
}

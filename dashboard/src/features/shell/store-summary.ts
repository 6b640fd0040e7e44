// What the sidebar says about the store behind the page.

/** Name and size of the trace store; absent parts are not known. */
export interface StoreSummary {
  readonly name: string;
  readonly bytes?: number;
  /** `missing`: no file yet. `unreadable`: there, but it cannot be opened. */
  readonly condition: "live" | "missing" | "unreadable";
  /** Why it cannot be read. */
  readonly reason?: string;
}

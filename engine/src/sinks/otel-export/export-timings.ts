// When the exporter sends, waits, looks again and gives up.

/** The delays and limits of the export. */
export interface ExportTimings {
  /** Most spans of one request. */
  readonly batchSpans: number;
  /** Most bytes of one request, one span aside. */
  readonly batchBytes: number;
  /** Most spans that were sent and are not yet seen to be stored. */
  readonly maxUnconfirmed: number;
  /** Waits before a sent span is looked for, one after the other; the last repeats. In ms. */
  readonly checkDelaysMs: readonly number[];
  /** A span that was not seen for so long after it was sent is sent again. */
  readonly resendAfterMs: number;
  /** The same, after the back end said that it is overloaded: what it holds in memory may be gone. */
  readonly resendAfterOverloadMs: number;
  /** First and longest wait after a failure. */
  readonly backoffMs: readonly [number, number];
  /** How long spans that are being sent are kept from other processes. */
  readonly leaseMs: number;
  /** How often the outbox is looked at when nobody says that something has come. */
  readonly pollMs: number;
  /** Between two looks while the process waits for its last spans. */
  readonly flushCheckMs: number;
  /** A batch that is answered 500 so often is parked. */
  readonly parkAfterErrors: number;
}

/** What suits Phoenix: it inserts 140 to 310 spans a second, and takes up to 90 s when it is behind. */
export const EXPORT_TIMINGS: ExportTimings = {
  batchSpans: 512,
  batchBytes: 4 * 1_024 * 1_024,
  maxUnconfirmed: 2_000,
  checkDelaysMs: [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000],
  resendAfterMs: 300_000,
  resendAfterOverloadMs: 60_000,
  backoffMs: [1_000, 30_000],
  leaseMs: 60_000,
  pollMs: 1_000,
  flushCheckMs: 250,
  parkAfterErrors: 5,
};

/** What one run of vitest comes to: the numbers and the skipped tests, handed over as a JSON file. */

/** The outcome of one run of vitest. */
export interface TestSummary {
  readonly passed: number;
  /** Failed tests, files that could not be loaded, and errors outside of any test. */
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

/** A test that did not run. */
export interface SkippedTest {
  readonly name: string;
  /** The reason, where the test gave one. */
  readonly note?: string;
}

/** The environment variable that says where the summary goes. */
export const SUMMARY_VARIABLE = "STEPSCOPE_TEST_SUMMARY";

// What a browser suite begins and ends with: a database of fixtures, a dashboard over it, a browser.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchBrowser } from "../../scripts/browser.ts";
import { type DashboardServer, type SeededDatabase, seedDatabase, startDashboard } from "./dashboard-server.ts";
import type { FixtureName } from "./fixtures/seed-fixtures.ts";

/** The suite's own dashboard. */
export interface Dashboard {
  readonly url: string;
  readonly database: string;
  readonly browser: Browser;
  /** Run ids of the fixtures. */
  readonly runs: SeededDatabase["runs"];
}

/** Seeds, serves and launches before the tests of a file, and lets go after them; `seedMore` adds runs of its own. */
export function useDashboard(
  names: readonly FixtureName[],
  seedMore?: (database: string) => Promise<void>,
): () => Dashboard {
  let dashboard: Dashboard | undefined;
  let server: DashboardServer | undefined;
  beforeAll(async () => {
    const { database, runs } = await seedDatabase(names);
    await seedMore?.(database);
    server = await startDashboard(database);
    dashboard = { url: server.url, database, runs, browser: await launchBrowser() };
  });
  afterAll(async () => {
    await dashboard?.browser.close();
    await server?.[Symbol.asyncDispose]();
  });
  return () => {
    if (dashboard === undefined) throw new Error("The dashboard has not been started.");
    return dashboard;
  };
}

/** How long a suite's pages may take to show something, in ms: the machine may be busy with other suites. */
export const PATIENT = { timeout: 15_000 } as const;

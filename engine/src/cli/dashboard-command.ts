// `stepscope dashboard`: serves the dashboard for one database, on this machine only, until it is told to stop.

import { styleText } from "node:util";
import { resolveDatabasePath } from "@stepscope/database/migrate";
import { assertDatabaseReadable } from "./assert-database-readable.ts";
import type { Command } from "./command.ts";
import { DATABASE_OPTION } from "./command-option.ts";
import { listenLocally } from "./listen-locally.ts";
import { openBrowser } from "./open-browser.ts";
import type { ParsedOptions } from "./parse-options.ts";
import { parsePort } from "./parse-quantity.ts";
import { serveDashboard } from "./serve-dashboard.ts";
import { untilStopped } from "./until-stopped.ts";

const DEFAULT_PORT = 3000;

/** The command. */
export const dashboardCommand: Command = {
  name: "dashboard",
  summary: "browse, replay and compare the recorded runs in a browser",
  usage: "dashboard [--db <file>] [--port <n>] [--open]",
  description: [
    "Serves the dashboard on 127.0.0.1, for this machine only. It reads the database and never writes to it, also while " +
      "workflows record into it: new runs appear as they come. A database that does not exist yet is no mistake.",
    `Without --port it takes ${DEFAULT_PORT}, or the next free port, and says which. Ctrl+C ends it.`,
  ],
  options: [
    DATABASE_OPTION,
    {
      name: "port",
      short: "p",
      value: "<n>",
      summary: `the port on 127.0.0.1; default: ${DEFAULT_PORT}, or the next free one`,
    },
    { name: "open", summary: "opens the page in your browser" },
  ],
  examples: [
    { line: "stepscope dashboard", does: "the runs of the application in this folder" },
    {
      line: "stepscope dashboard --db ../shop/.stepscope/traces.db --open",
      does: "those of another one, opened at once",
    },
    { line: "stepscope dashboard --port 8080", does: "on a port of your choice" },
  ],
  run: runDashboard,
};

async function runDashboard(options: ParsedOptions): Promise<number> {
  const port = options.text("port");
  const databasePath = resolveDatabasePath(options.text("db"));
  const isThere = assertDatabaseReadable(databasePath);
  const wanted =
    port === undefined ? { port: DEFAULT_PORT, isAsked: false } : { port: parsePort("port", port), isAsked: true };
  const listener = await listenLocally(wanted);
  const dashboard = await serveDashboard(listener, databasePath);
  if (!wanted.isAsked && listener.port !== wanted.port)
    console.log(`Port ${wanted.port} is taken; using ${listener.port}.`);
  console.log(`\n  Dashboard  ${styleText(["bold", "cyan"], dashboard.url)}`);
  console.log(
    `  Database   ${databasePath}${isThere ? "" : "  (not there yet: runs appear when a workflow records some)"}`,
  );
  console.log(`\n${styleText("dim", "Ctrl+C ends it.")}`);
  if (options.has("open")) openBrowser(dashboard.url);
  await untilStopped();
  await dashboard.close();
  return 0;
}

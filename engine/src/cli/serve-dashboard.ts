// Serves the built dashboard that comes inside this package, in this process: nothing is left behind when it ends.

import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { CommandFailure } from "./command-failure.ts";
import type { LocalListener } from "./listen-locally.ts";

/** `npm run pack:dashboard` puts it there; both `src/cli` and `dist/cli` are two folders below the package's root. */
const DASHBOARD_FOLDER = join(import.meta.dirname, "..", "..", "dist", "dashboard", "dashboard");

/** A dashboard that answers. */
export interface ServedDashboard {
  readonly url: string;
  close(): Promise<void>;
}

/** The parts of Next's server that are used. */
interface NextServer {
  getRequestHandlers(options: {
    readonly dir: string;
    readonly port: number;
    readonly hostname: string;
    readonly server: LocalListener["server"];
    readonly isDev: false;
    readonly minimalMode: false;
  }): Promise<{ readonly requestHandler: (request: IncomingMessage, response: ServerResponse) => Promise<void> }>;
}

/**
 * Answers on this listener with what the database holds.
 *
 * @throws CommandFailure when this package was built without the dashboard
 */
export async function serveDashboard({ server, port }: LocalListener, databasePath: string): Promise<ServedDashboard> {
  const configuration = join(DASHBOARD_FOLDER, ".next", "required-server-files.json");
  if (!existsSync(configuration)) {
    server.close();
    throw new CommandFailure(
      `the dashboard is not in this copy of the package (${DASHBOARD_FOLDER}). In the repository, run: npm run pack:dashboard`,
    );
  }
  Object.assign(process.env, {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    STEPSCOPE_DATABASE_URL: databasePath,
    __NEXT_PRIVATE_STANDALONE_CONFIG: JSON.stringify(configOf(readFileSync(configuration, "utf8"))),
  });
  const next = loadNext();
  const { requestHandler } = await quietly(() =>
    next.getRequestHandlers({
      dir: DASHBOARD_FOLDER,
      port,
      hostname: "127.0.0.1",
      server,
      isDev: false,
      minimalMode: false,
    }),
  );
  server.on("request", (request, response) => {
    requestHandler(request, response).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) response.statusCode = 500;
      response.end();
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function configOf(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, "config") : undefined;
}

/** The one place where the shape of Next's server is taken on trust: the version is the one that was packed. */
function loadNext(): NextServer {
  const load = createRequire(join(DASHBOARD_FOLDER, "server.js"));
  return load("next/dist/server/lib/start-server") as NextServer;
}

/** Next greets on the console; the terminal is this program's. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { log } = console;
  console.log = () => undefined;
  try {
    return await work();
  } finally {
    console.log = log;
  }
}

/** What `npm start` was asked for: options, the environment, and the port and database that follow from them. */
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { freePort, isPortFree } from "./free-port.ts";
import { StartError } from "./start-error.ts";

const DEFAULT_PORT = 3000;
const PORTS_TO_TRY = 20;

/** The options of `npm start`, read and checked. */
export interface StartOptions {
  readonly port: number;
  readonly runsExamples: boolean;
}

/**
 * Reads the command line.
 * @throws StartError for an unknown option, a wrong port, or a port that was asked for and is taken
 */
export async function readStartOptions(args: readonly string[]): Promise<StartOptions> {
  const values = parse(args);
  const asked = values.port ?? process.env["PORT"];
  const port = asked === undefined || asked === "" ? await defaultPort() : await askedPort(asked);
  return { port, runsExamples: values["no-examples"] !== true };
}

/**
 * Makes the database's folder and checks that it can be written.
 * @throws StartError when it cannot
 */
export function assertWritableFolder(databasePath: string): void {
  const folder = dirname(databasePath);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    if (existsSync(databasePath)) accessSync(databasePath, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `The database ${databasePath} cannot be written (${reason}). ` +
        "Give the folder write permission, or name another file in STEPSCOPE_DATABASE_URL.",
    );
  }
}

function parse(args: readonly string[]): { port?: string; "no-examples"?: boolean } {
  try {
    const options = { port: { type: "string", short: "p" }, "no-examples": { type: "boolean" } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`${reason}\nUsage: npm start -- [--port 3000] [--no-examples]`);
  }
}

async function askedPort(asked: string): Promise<number> {
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new StartError(`The port must be a number from 0 to 65535, not ${JSON.stringify(asked)}.`);
  }
  if (port === 0) return await freePort();
  if (await isPortFree(port)) return port;
  throw new StartError(
    `Port ${port} is taken: end the program that listens there, or choose another port with \`npm start -- --port 4000\`.`,
  );
}

async function defaultPort(): Promise<number> {
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TO_TRY; port += 1) {
    if (await isPortFree(port)) {
      if (port !== DEFAULT_PORT) console.log(`Port ${DEFAULT_PORT} is taken; using ${port}.`);
      return port;
    }
  }
  return await freePort();
}

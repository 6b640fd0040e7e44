/** Installs Arize Phoenix into the cache folder and runs real servers of it, each on free ports with a folder of its own. */
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLines, startProgram, stopProgram } from "./child-process.ts";
import { freePort } from "./free-port.ts";
import { type PythonEnvironment, preparePythonEnvironment, programOf, pythonMissing } from "./python-environment.ts";

/** The version that the tests run against and docker-compose.yml names. */
export const PHOENIX_VERSION = "20.26.1";

const READY_TIMEOUT_MS = 90_000;

/** Settings of a Phoenix server. */
export interface PhoenixOptions {
  /** @default a free port */
  readonly port?: number;
  /** Where Phoenix keeps its database. @default a temporary folder, removed by `stop` */
  readonly workingFolder?: string;
  readonly onProgress?: (message: string) => void;
}

/** A Phoenix server that answers. */
export interface Phoenix {
  /** The base address, as PHOENIX_COLLECTOR_ENDPOINT takes it. */
  readonly endpoint: string;
  readonly workingFolder: string;
  /** Ends the server gracefully and removes its temporary folder. */
  stop(): Promise<void>;
  /** Ends the server at once, as a crash would. The folder stays. */
  kill(): Promise<void>;
  /** Starts the server again on the same port and folder, after `kill` or instead of it. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Why Phoenix cannot run here, or undefined when it can. */
export function phoenixMissing(): Promise<string | undefined> {
  return pythonMissing();
}

/** Installs Phoenix unless it is there already. */
export function preparePhoenix(onProgress?: (message: string) => void): Promise<PythonEnvironment> {
  const packages = [`arize-phoenix==${PHOENIX_VERSION}`];
  const name = `phoenix-${PHOENIX_VERSION}`;
  return preparePythonEnvironment(onProgress === undefined ? { name, packages } : { name, packages, onProgress });
}

/**
 * Starts a Phoenix server and waits until it answers.
 * @example
 * await using phoenix = await startPhoenix();
 * process.env.PHOENIX_COLLECTOR_ENDPOINT = phoenix.endpoint;
 * @throws when it cannot be installed, or does not answer within 90 s; the message ends with its last output
 */
export async function startPhoenix(options: PhoenixOptions = {}): Promise<Phoenix> {
  const environment = await preparePhoenix(options.onProgress);
  const workingFolder = options.workingFolder ?? (await mkdtemp(join(tmpdir(), "stepscope-phoenix-")));
  const server: Server = { environment, workingFolder, port: options.port ?? (await freePort()) };
  options.onProgress?.(`starting Phoenix ${PHOENIX_VERSION}`);
  let child = await launch(server);
  await untilReady(server, child);
  const stop = async (): Promise<void> => {
    await stopProgram(child);
    if (options.workingFolder === undefined) await rm(workingFolder, { recursive: true, force: true });
  };
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await stopProgram(child);
  };
  const restart = async (): Promise<void> => {
    await stopProgram(child);
    child = await launch(server);
    await untilReady(server, child);
  };
  return { endpoint: endpointOf(server), workingFolder, stop, kill, restart, [Symbol.asyncDispose]: stop };
}

interface Server {
  readonly environment: PythonEnvironment;
  readonly workingFolder: string;
  readonly port: number;
}

function endpointOf(server: Server): string {
  return `http://127.0.0.1:${server.port}`;
}

function logPathOf(server: Server): string {
  return join(server.workingFolder, "server.log");
}

async function launch(server: Server): Promise<ChildProcess> {
  const log = openSync(logPathOf(server), "a");
  const child = startProgram(programOf(server.environment, "phoenix"), ["serve"], {
    stdio: ["ignore", log, log],
    env: {
      ...process.env,
      PHOENIX_WORKING_DIR: server.workingFolder,
      PHOENIX_HOST: "127.0.0.1",
      PHOENIX_PORT: String(server.port),
      PHOENIX_GRPC_PORT: String(await freePort()),
      PHOENIX_ALLOW_EXTERNAL_RESOURCES: "false",
      PHOENIX_TELEMETRY_ENABLED: "false",
    },
  });
  closeSync(log);
  return child;
}

async function untilReady(server: Server, child: ChildProcess): Promise<void> {
  const deadlineMs = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadlineMs && child.exitCode === null) {
    if (await answers(`${endpointOf(server)}/healthz`)) return;
    await sleep(250);
  }
  await stopProgram(child);
  const said = lastLines(await readFile(logPathOf(server), "utf8"), 20);
  throw new Error(`Phoenix did not answer on ${endpointOf(server)} within ${READY_TIMEOUT_MS / 1000} s:\n${said}`);
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

// A stage for tests of whole processes: a folder with a database, a back end, and programs run with `--import stepscope/register`.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

import { TraceBackEnd } from "./trace-back-end.ts";

const REGISTER = new URL("../../src/register.ts", import.meta.url).href;
const USE_SOURCES = new URL("./programs/use-sources.ts", import.meta.url).href;

/** How a process ended, and what it printed. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** A program that runs. */
export interface RunningProgram {
  readonly ended: Promise<Ending>;
  kill(): void;
}

/** What a program is run with. */
export interface ProgramOptions {
  readonly argument?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether `--import stepscope/register` is given. @default true */
  readonly isRegistered?: boolean;
}

/** Where programs run. */
export class ProgramStage {
  readonly backEnd: TraceBackEnd;
  readonly folder = mkdtempSync(join(tmpdir(), "stepscope-programs-"));

  constructor(backEnd: TraceBackEnd) {
    this.backEnd = backEnd;
  }

  static async open(): Promise<ProgramStage> {
    return new ProgramStage(await TraceBackEnd.start());
  }

  async close(): Promise<void> {
    await this.backEnd.close().catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs one of the programs beside this file to its end. */
  run(name: string, options: ProgramOptions = {}): Promise<Ending> {
    return this.start(name, options).ended;
  }

  /** Starts one of the programs beside this file. */
  start(name: string, options: ProgramOptions = {}): RunningProgram {
    const program = fileURLToPath(new URL(`./programs/${name}`, import.meta.url));
    const register = options.isRegistered === false ? [] : ["--import", REGISTER];
    const child = spawn(
      process.execPath,
      ["--no-warnings", "--import", USE_SOURCES, ...register, program, options.argument ?? ""],
      {
        env: {
          PATH: process.env["PATH"],
          STEPSCOPE_DATABASE_URL: join(this.folder, "traces.db"),
          PHOENIX_COLLECTOR_ENDPOINT: this.backEnd.endpoint,
          PHOENIX_PROJECT_NAME: "programs",
          ...options.environment,
        },
      },
    );
    let output = "";
    child.stdout.on("data", (text: Buffer) => (output += text.toString()));
    child.stderr.on("data", (text: Buffer) => (output += text.toString()));
    const ended = new Promise<Ending>((resolve) => {
      child.on("close", (code, signal) => resolve({ code, signal, output }));
    });
    return { ended, kill: () => child.kill("SIGKILL") };
  }

  /** Rows of the database. */
  rows(sql: string): readonly Readonly<Record<string, unknown>>[] {
    const database = new DatabaseSync(join(this.folder, "traces.db"), { readOnly: true });
    const rows = database.prepare(sql).all();
    database.close();
    return rows;
  }
}

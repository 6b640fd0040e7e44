/** Runs the programs that starting consists of and shows how far it is. */
import { delimiter, join } from "node:path";
import { startProgram, stopProgram } from "./child-process.ts";
import { StartError } from "./start-error.ts";

const rootFolder = join(import.meta.dirname, "..");
// Also without npm, the tools and the Node.js of the repository come first.
const searchPath = [join(rootFolder, "node_modules", ".bin"), process.env["PATH"]].join(delimiter);
const HEARTBEAT_MS = 10_000;
const GRACE_MS = 5_000;
const MAX_TIMER_MS = 2 ** 31 - 1;
const startedMs = performance.now();

/** A program that belongs to starting, and what to say when it fails. */
export interface StartTask {
  readonly command: readonly [string, ...string[]];
  readonly failure: string;
  /** When to give up and end the program. @default never */
  readonly timeoutMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a program in the root folder, its output indented.
 * @throws StartError when it fails
 */
export async function runTask(task: StartTask): Promise<void> {
  const [program, ...args] = task.command;
  const child = startProgram(program, args, {
    cwd: rootFolder,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      ...task.environment,
      PATH: searchPath,
      TURBO_TELEMETRY_DISABLED: "1",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    shell: process.platform === "win32",
    detached: process.platform !== "win32",
  });
  const interrupt = (): void => void stopProgram(child, GRACE_MS).then(() => process.exit(130));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const heartbeat = setInterval(() => console.log(`  … ${elapsed()}`), HEARTBEAT_MS);
  const write = indentingWriter();
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    heartbeat.refresh();
    write(chunk);
  });
  let isLate = false;
  const giveUp = setTimeout(() => {
    isLate = true;
    void stopProgram(child, GRACE_MS);
  }, task.timeoutMs ?? MAX_TIMER_MS);
  const exitCode = await new Promise<number>((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
  clearInterval(heartbeat);
  clearTimeout(giveUp);
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  if (isLate) throw new StartError(`${task.failure} It was ended after ${elapsed()}, because it took too long.`);
  if (exitCode !== 0) throw new StartError(`${task.failure} What it said is above.`);
}

/** Indents what a child prints, also where a line comes in pieces. */
function indentingWriter(): (chunk: string) => void {
  let atLineStart = true;
  return (chunk) => {
    const indented = chunk.replaceAll(/^(?=[^\n])/gm, (_match, offset: number) =>
      offset > 0 || atLineStart ? "  " : "",
    );
    process.stdout.write(indented);
    atLineStart = chunk.endsWith("\n");
  };
}

/** Prints a heading with the time since the start. */
export function step(title: string): void {
  console.log(`\n[${elapsed()}] ${title}`);
}

/** The time since the start, for people. */
export function elapsed(): string {
  return `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
}

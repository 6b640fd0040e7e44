/** Starts programs, waits for them, and makes sure that none outlives this process. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

/** What a program said and how it ended. */
export interface ProgramResult {
  readonly exitCode: number;
  /** Standard output and standard error, in the order they came. */
  readonly output: string;
}

/** A program that does not exist or ended with a failure. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
}

const running = new Set<ChildProcess>();
const groupLeaders = new WeakSet<ChildProcess>();
process.on("exit", () => {
  for (const child of running) signal(child, "SIGKILL");
});

/**
 * Starts a program that is killed when this process ends; with `detached`, together with all that it started itself.
 */
export function startProgram(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(command, args, options);
  running.add(child);
  if (options.detached === true && process.platform !== "win32") groupLeaders.add(child);
  child.once("exit", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/** Runs a program to its end and returns what it printed, whatever its exit code. */
export async function tryProgram(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<ProgramResult> {
  const child = startProgram(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return await new Promise((resolve) => {
    child.once("error", (error) => resolve({ exitCode: 127, output: error.message }));
    child.once("close", (code) => resolve({ exitCode: code ?? 1, output }));
  });
}

/**
 * Runs a program to its end.
 * @throws ProgramError when it cannot be started or ends with a failure; the message ends with what it printed last
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { exitCode, output } = await tryProgram(command, args, options);
  if (exitCode === 0) return output;
  throw new ProgramError(`\`${[command, ...args].join(" ")}\` ended with ${exitCode}:\n${lastLines(output, 20)}`);
}

/** Ends a program: asks with SIGTERM, insists with SIGKILL after the grace time, and with what is left of its group. */
export async function stopProgram(child: ChildProcess, graceMs = 10_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  signal(child, "SIGTERM");
  const timer = setTimeout(() => signal(child, "SIGKILL"), graceMs);
  await gone;
  clearTimeout(timer);
  if (groupLeaders.has(child)) signal(child, "SIGKILL");
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(groupLeaders.has(child) ? -child.pid : child.pid, name);
  } catch {
    // It is gone already.
  }
}

/** The last lines of a text. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

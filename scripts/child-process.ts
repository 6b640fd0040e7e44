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
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a program that is killed when this process ends. */
export function startProgram(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(command, args, options);
  running.add(child);
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

/** Ends a program: asks with SIGTERM, insists with SIGKILL after the grace time. */
export async function stopProgram(child: ChildProcess, graceMs = 10_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await gone;
  clearTimeout(timer);
}

/** The last lines of a text. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

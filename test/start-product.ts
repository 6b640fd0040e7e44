/** Runs what `npm start` runs, for tests that watch it as a person would. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const rootFolder = join(import.meta.dirname, "..");

/** A started product. */
export interface StartedProduct {
  readonly child: ChildProcess;
  /** Resolves with everything printed once it matches, or when the program ends. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<number>;
}

/** Starts the script that `npm start` names, without npm between, so that signals reach it as Ctrl-C does. */
export function startProduct(args: readonly string[], environment: Readonly<Record<string, string>>): StartedProduct {
  const child = spawn(process.execPath, ["scripts/run.mjs", "start", ...args], {
    cwd: rootFolder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  let output = "";
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1)));
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    child.emit("printed");
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const printed = async (pattern: RegExp): Promise<string> => {
    await Promise.race([
      ended,
      new Promise<void>((resolve) => {
        const check = (): void => (pattern.test(output) ? resolve() : undefined);
        child.on("printed", check);
        check();
      }),
    ]);
    return output;
  };
  return { child, printed, ended };
}

/** Makes virtual environments for the Python programs that tests and demonstrations run beside Stepscope. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { prepareCacheFolder } from "./cache-folder.ts";
import { runProgram, tryProgram } from "./child-process.ts";

const isWindows = process.platform === "win32";

/** What goes into an environment. */
export interface PythonEnvironmentOptions {
  /** Folder name below the cache folder; put the version into it, since a finished environment is kept as it is. */
  readonly name: string;
  /** Requirements as pip takes them, versions pinned. */
  readonly packages: readonly string[];
  readonly onProgress?: (message: string) => void;
  /** More work in the environment's folder before it counts as finished. */
  readonly finish?: (environment: PythonEnvironment) => Promise<void>;
}

/** A virtual environment that is ready for use. */
export interface PythonEnvironment {
  readonly folder: string;
  readonly python: string;
}

/** The path of a program that an environment holds. */
export function programOf(environment: Pick<PythonEnvironment, "folder">, name: string): string {
  return join(environment.folder, "venv", isWindows ? `Scripts/${name}.exe` : `bin/${name}`);
}

/** Why no Python environment can be made here, or undefined when one can. */
export async function pythonMissing(): Promise<string | undefined> {
  return (await findPython()) === undefined ? "Python 3.10 or newer was not found" : undefined;
}

/**
 * Returns a finished environment, making it on first use. Safe to call from several processes at once.
 * @throws when Python is missing or a package cannot be installed
 */
export async function preparePythonEnvironment(options: PythonEnvironmentOptions): Promise<PythonEnvironment> {
  const folder = await prepareCacheFolder(options.name, async (fresh) => {
    const environment = environmentIn(fresh);
    await install(environment, options);
    await options.finish?.(environment);
  });
  return environmentIn(folder);
}

function environmentIn(folder: string): PythonEnvironment {
  return { folder, python: programOf({ folder }, "python") };
}

async function install(environment: PythonEnvironment, options: PythonEnvironmentOptions): Promise<void> {
  const progress = options.onProgress ?? (() => {});
  const python = await findPython();
  if (python === undefined) throw new Error("Python 3.10 or newer was not found: install it, or put it on the PATH.");
  const uv = await prepareUv(environment, python, progress);
  progress(`installing ${options.packages.join(" ")}`);
  const args = ["pip", "install", "--quiet", "--only-binary", ":all:", "--python", environment.python];
  await runProgram(uv, [...args, ...options.packages], { env: process.env });
}

/** Makes the virtual environment and returns a uv for it: the one on the PATH, or one that pip installs into it. */
async function prepareUv(
  environment: PythonEnvironment,
  python: string,
  progress: (message: string) => void,
): Promise<string> {
  const venvFolder = join(environment.folder, "venv");
  progress("making a Python environment");
  if ((await tryProgram("uv", ["--version"])).exitCode === 0) {
    await runProgram("uv", ["venv", "--quiet", "--python", python, venvFolder]);
    return "uv";
  }
  const made = await tryProgram(python, ["-m", "venv", venvFolder]);
  if (made.exitCode === 0) {
    await runProgram(environment.python, ["-m", "pip", "install", "--quiet", "uv"]);
    return programOf(environment, "uv");
  }
  // Debian splits venv's own pip into a package of its own; a pip of the system can stand in for it.
  const toolsFolder = join(environment.folder, "tools");
  const installed = await tryProgram(python, ["-m", "pip", "install", "--quiet", "--target", toolsFolder, "uv"]);
  if (installed.exitCode !== 0) {
    throw new Error(
      `Python has neither venv nor pip: install them (on Debian: apt-get install python3-venv).\n${made.output}`,
    );
  }
  const uv = join(toolsFolder, "bin", isWindows ? "uv.exe" : "uv");
  await rm(venvFolder, { recursive: true, force: true });
  await runProgram(uv, ["venv", "--quiet", "--python", python, venvFolder]);
  return uv;
}

async function findPython(): Promise<string | undefined> {
  const candidates = isWindows ? ["python", "python3"] : ["python3", "python"];
  const probe = "import sys; assert sys.version_info >= (3, 10); print(sys.executable)";
  for (const candidate of candidates) {
    const { exitCode, output } = await tryProgram(candidate, ["-c", probe]);
    if (exitCode === 0) return output.trim();
  }
  return undefined;
}

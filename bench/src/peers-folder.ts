// Where the peers are installed, and what makes their packages found from there and nowhere else.

import { registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const BENCH = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Folder that the bench installs its peers into; git ignores it. */
export const PEERS_FOLDER = join(BENCH, ".peers");

/** Folder of this workspace. */
export const BENCH_FOLDER = BENCH;

/** Packages that the modules in `bench/peers` import, with the versions that are measured. */
export const PEER_PACKAGES = {
  "@llamaindex/workflow-core": "1.3.4",
  "@llamaindex/workflow-otel": "1.0.5",
  "@mastra/core": "1.71.0",
  "@mastra/libsql": "1.23.1",
  "@mastra/observability": "1.17.9",
  "@langchain/core": "1.4.0",
  "@langchain/langgraph": "1.7.3",
  "@langchain/langgraph-checkpoint-sqlite": "1.0.4",
  xstate: "5.33.3",
  zod: "4.6.7",
  "@opentelemetry/api": "1.9.0",
  "@opentelemetry/context-async-hooks": "2.0.0",
  "@opentelemetry/sdk-trace-base": "2.0.0",
} as const;

/** The version that a peer asks for crashes in its garbage collection on Node 24; this one brings its binaries too. */
export const PEER_OVERRIDES = { "better-sqlite3": "13.2.0" } as const;

/** The measured Python package. */
export const PYTHON_PEER = "llama-index-workflows==2.26.1";

/** From here on, a module in `bench/peers` finds its packages in the peers' folder. */
export function resolvePeersFromTheirFolder(): void {
  const parentURL = pathToFileURL(join(PEERS_FOLDER, "package.json")).href;
  const peersModules = pathToFileURL(join(BENCH_FOLDER, "peers")).href;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const isFromPeerModule = context.parentURL?.startsWith(peersModules) ?? false;
      const isPackage = !specifier.startsWith(".") && !specifier.startsWith("node:") && !specifier.startsWith("file:");
      return nextResolve(specifier, isFromPeerModule && isPackage ? { ...context, parentURL } : context);
    },
  });
}

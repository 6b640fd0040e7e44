// Installs the peers into the bench's own folder, once; nothing else in the repository depends on them.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PEERS_FOLDER, PEER_OVERRIDES, PEER_PACKAGES, PYTHON_PEER } from "./peers-folder.ts";

/** What could be installed. */
export interface InstalledPeers {
  readonly hasNodePeers: boolean;
  readonly hasPythonPeer: boolean;
  /** What could not, and why. */
  readonly notes: readonly string[];
}

/** Installs what is missing. */
export function installPeers(say: (line: string) => void): InstalledPeers {
  mkdirSync(PEERS_FOLDER, { recursive: true });
  const notes: string[] = [];
  const hasNodePeers = attempt(notes, "peers from npm", () => installNodePeers(say));
  const hasPythonPeer = attempt(notes, "llama-index-workflows (Python)", () => installPythonPeer(say));
  return { hasNodePeers, hasPythonPeer, notes };
}

function attempt(notes: string[], what: string, install: () => void): boolean {
  try {
    install();
    return true;
  } catch (error) {
    notes.push(`${what}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    return false;
  }
}

function installNodePeers(say: (line: string) => void): void {
  const manifest = JSON.stringify(
    {
      name: "peers",
      private: true,
      type: "module",
      dependencies: PEER_PACKAGES,
      overrides: PEER_OVERRIDES,
    },
    null,
    2,
  );
  const file = join(PEERS_FOLDER, "package.json");
  const isCurrent =
    existsSync(join(PEERS_FOLDER, "node_modules")) && existsSync(file) && readFileSync(file, "utf8") === manifest;
  if (isCurrent) return;
  say("installing the peers from npm (about a minute) …");
  writeFileSync(file, manifest);
  const options = ["install", "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error"];
  execFileSync("npm", options, { cwd: PEERS_FOLDER, stdio: "pipe" });
}

function installPythonPeer(say: (line: string) => void): void {
  const environment = join(PEERS_FOLDER, "python");
  const marker = join(environment, "installed.txt");
  if (existsSync(marker) && readFileSync(marker, "utf8") === PYTHON_PEER) return;
  say("installing the Python peer …");
  execFileSync("python3", ["-m", "venv", environment], { stdio: "pipe" });
  execFileSync(join(environment, "bin", "pip"), ["install", "--quiet", PYTHON_PEER], { stdio: "pipe" });
  writeFileSync(marker, PYTHON_PEER);
}

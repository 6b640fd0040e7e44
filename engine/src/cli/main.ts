#!/usr/bin/env node
// The `stepscope` program: checks that this Node.js can run it, then hands over to the command line.

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 15)) {
  console.error(`stepscope: needs Node.js 22.15 or newer; this is ${process.versions.node}. Install a newer one.`);
  process.exit(1);
}
// Whoever reads the output may have seen enough, as `head` has.
process.stdout.on("error", () => process.exit(0));
muteExperimentalWarnings();
const { runCommandLine } = await import("./run-command-line.ts");
process.exit(await runCommandLine(process.argv.slice(2)));

/** Node.js 22 calls its SQLite experimental; that is nothing that the person at the terminal can act on. */
function muteExperimentalWarnings(): void {
  const show = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning") for (const listener of show) listener(warning);
  });
}

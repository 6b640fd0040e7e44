// Starts a script of this folder on a Node.js that can run it: `node scripts/run.mjs start --port 4000`.
// Plain JavaScript that old versions understand, so that they get a clear message instead of a syntax error.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 15);
const stripsTypes = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
const [name, ...args] = process.argv.slice(2);

if (!isNewEnough) {
  console.error(`Stepscope needs Node.js 22.15 or newer; this is ${process.versions.node}.`);
  console.error(
    "`npm install` brings Node.js 24 for Linux and Windows on x64 and for Linux on arm64, and npm scripts use it.",
  );
  console.error("If it ran with --omit=optional, run it again without; on other systems install Node.js 24.");
  process.exitCode = 1;
} else if (!stripsTypes && process.env.STEPSCOPE_STRIPS_TYPES === undefined) {
  const { spawnSync } = await import("node:child_process");
  const options = `${process.env.NODE_OPTIONS ?? ""} --experimental-strip-types --disable-warning=ExperimentalWarning`;
  const env = { ...process.env, NODE_OPTIONS: options.trim(), STEPSCOPE_STRIPS_TYPES: "1" };
  process.exitCode = spawnSync(process.execPath, process.argv.slice(1), { stdio: "inherit", env }).status ?? 1;
} else {
  const script = join(import.meta.dirname, `${name}.ts`);
  process.argv.splice(1, process.argv.length - 1, script, ...args);
  await import(pathToFileURL(script).href);
}

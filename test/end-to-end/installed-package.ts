/** The packages as a user gets them: packed, and installed by npm into an empty folder. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../scripts/child-process.ts";

const rootFolder = join(import.meta.dirname, "..", "..");

/** A folder of a user's. */
export interface InstalledPackage extends AsyncDisposable {
  readonly folder: string;
}

/** Packs the engine and the database package, and installs them. */
export async function installPackage(): Promise<InstalledPackage> {
  const folder = await mkdtemp(join(tmpdir(), "stepscope-installed-"));
  const tarballs = join(folder, "tarballs");
  await mkdir(tarballs);
  for (const workspace of ["prisma", "engine"])
    await runProgram("npm", ["pack", "--silent", "--pack-destination", tarballs], { cwd: join(rootFolder, workspace) });
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const files = (await readdir(tarballs)).map((name) => join(tarballs, name));
  const quiet = ["--silent", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
  await runProgram("npm", ["install", ...quiet, ...files], { cwd: folder, env: userEnvironment() });
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Without what npm and the tests have set: this user has a shell of their own. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(?:npm_|STEPSCOPE_|PHOENIX_|OTEL_|NODE_ENV$|NODE_OPTIONS$|INIT_CWD$|VITEST)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** Packs a workspace as it would be published, and unpacks it where a test wants it. */
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../scripts/child-process.ts";

const rootFolder = join(import.meta.dirname, "..", "..");

/** @param options for `npm pack`; `--ignore-scripts` leaves the dashboard out, which takes its time */
export async function unpackWorkspace(
  workspace: string,
  target: string,
  options: readonly string[] = [],
): Promise<void> {
  const packFolder = await mkdtemp(join(tmpdir(), "stepscope-pack-"));
  try {
    await runProgram("npm", ["pack", "--silent", ...options, "--pack-destination", packFolder], {
      cwd: join(rootFolder, workspace),
    });
    const [tarball = ""] = await readdir(packFolder);
    await mkdir(target, { recursive: true });
    await runProgram("tar", ["-xzf", join(packFolder, tarball), "-C", target, "--strip-components=1"]);
  } finally {
    await rm(packFolder, { recursive: true, force: true });
  }
}

/** Removes the build folders named on the command line, relative to the current folder. */
import { rmSync } from "node:fs";
import { resolve } from "node:path";

const workspaceFolder = process.cwd();
for (const name of process.argv.slice(2)) {
  const target = resolve(workspaceFolder, name);
  if (!target.startsWith(`${workspaceFolder}/`) && !target.startsWith(`${workspaceFolder}\\`)) {
    throw new Error(`clean: ${name} is outside ${workspaceFolder}; name a folder inside the workspace.`);
  }
  rmSync(target, { recursive: true, force: true });
}

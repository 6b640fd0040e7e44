/** Keeps downloaded tools in one folder of the repository, each made once however many processes ask for it. */
import { existsSync } from "node:fs";
import { mkdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Where downloaded tools are kept: never committed, safe to delete. */
export const CACHE_FOLDER = join(import.meta.dirname, "..", ".cache");

const STALE_LOCK_MS = 30_000;

/**
 * Returns the folder of a tool, filling it on first use. A folder that was left half filled is filled anew.
 * @param name folder name below the cache folder; put the version into it, since a finished folder is kept as it is
 */
export async function prepareCacheFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE_FOLDER, name);
  const marker = join(folder, "ready");
  if (existsSync(marker)) return folder;
  await mkdir(CACHE_FOLDER, { recursive: true });
  const unlock = await lock(`${folder}.lock`);
  try {
    if (existsSync(marker)) return folder;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await fill(folder);
    await writeFile(marker, "");
    return folder;
  } finally {
    await unlock();
  }
}

/** A folder is the lock; its owner keeps touching it, so one that was left behind is seen to be stale. */
async function lock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await mkdir(path);
      break;
    } catch (error) {
      if (!existsSync(path)) throw error;
      const modified = await stat(path).catch(() => undefined);
      if (modified !== undefined && Date.now() - modified.mtimeMs > STALE_LOCK_MS) {
        await rm(path, { recursive: true, force: true });
      }
      await sleep(250);
    }
  }
  const touch = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), STALE_LOCK_MS / 4);
  touch.unref();
  return async () => {
    clearInterval(touch);
    await rm(path, { recursive: true, force: true });
  };
}

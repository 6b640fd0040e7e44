// What can be told about a database file before SQLite opens it.

import { closeSync, openSync, readSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseError } from "./database-error.ts";

/** Marks a file as ours: "STSC" in the SQLite header. */
export const APPLICATION_ID = 0x53545343;

const MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;
const APPLICATION_ID_OFFSET = 68;

/** File systems on which WAL's shared memory or locks do not work, by their magic number. */
const NETWORK_FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0x6969: "NFS",
  0x517b: "SMB",
  0xff534d42: "CIFS",
  0xfe534d42: "SMB2",
  0x5346414f: "AFS",
  0x73757245: "Coda",
  0x00c36400: "Ceph",
  0x0bd00bd0: "Lustre",
  0x01021997: "9P",
  0x47504653: "GPFS",
};

/** What stands at a path. */
export type FileState = "missing" | "empty" | "ours" | "foreign" | "notADatabase";

/** Looks at the file's header only. */
export function inspectFile(path: string): FileState {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (isMissing(error)) return "missing";
    throw unreadable(path, error);
  }
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const length = readSync(file, header, 0, HEADER_BYTES, 0);
    if (length === 0) return "empty";
    if (length < HEADER_BYTES || header.toString("latin1", 0, MAGIC.length) !== MAGIC) return "notADatabase";
    return header.readUInt32BE(APPLICATION_ID_OFFSET) === APPLICATION_ID ? "ours" : "foreign";
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    closeSync(file);
  }
}

/** Which file a path names now; changes when the file is removed or replaced. */
export interface FileIdentity {
  readonly device: number;
  readonly inode: number;
}

/** `undefined` when nothing is there. */
export function identifyFile(path: string): FileIdentity | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : { device: stats.dev, inode: stats.ino };
}

/** @throws DatabaseError DATABASE_NETWORK */
export function assertLocalFileSystem(path: string, typeOf: (folder: string) => number = fileSystemType): void {
  const name = NETWORK_FILE_SYSTEMS[typeOf(dirname(path))];
  if (name === undefined) return;
  throw new DatabaseError(
    "DATABASE_NETWORK",
    `${path} is on a network file system (${name}), where SQLite's locks do not hold and the file can be damaged. ` +
      "Choose a local folder (STEPSCOPE_DATABASE_URL), or pass allowNetworkFileSystem: true if only one process ever opens it.",
    { details: { path, fileSystem: name } },
  );
}

/** @throws DatabaseError DATABASE_EMPTY | DATABASE_INVALID */
export function assertOurs(path: string, state: FileState): void {
  switch (state) {
    case "ours":
    case "missing":
      return;
    case "empty":
      throw new DatabaseError(
        "DATABASE_EMPTY",
        `${path} is empty: was it truncated? Nothing was changed. Remove the file, or pass init: true to make a new database in its place.`,
        { details: { path } },
      );
    case "foreign":
      throw new DatabaseError(
        "DATABASE_INVALID",
        `${path} is an SQLite database, but not one of Stepscope's. Nothing was changed. Choose another path.`,
        { details: { path } },
      );
    case "notADatabase":
      throw new DatabaseError(
        "DATABASE_INVALID",
        `${path} is not an SQLite database. Nothing was changed. Choose another path.`,
        { details: { path } },
      );
  }
}

function fileSystemType(folder: string): number {
  try {
    return Number(statfsSync(folder).type) >>> 0;
  } catch {
    return 0;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function unreadable(path: string, cause: unknown): DatabaseError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseError("DATABASE_INVALID", `${path} cannot be read: ${reason}`, { details: { path }, cause });
}

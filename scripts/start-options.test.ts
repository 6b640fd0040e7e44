/** What `npm start` refuses, and how it says so. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { freePort } from "./free-port.ts";
import { assertWritableFolder, readStartOptions } from "./start-options.ts";

describe("start options", () => {
  let server: Server | undefined;
  let folder = "";

  afterEach(async () => {
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
    if (folder !== "") rmSync(folder, { recursive: true, force: true });
    server = undefined;
    folder = "";
  });

  it("take a free port and run the examples unless told otherwise", async () => {
    const port = await freePort();
    expect(await readStartOptions(["--port", String(port)])).toEqual({ port, runsExamples: true });
    expect(await readStartOptions(["-p", String(port), "--no-examples"])).toEqual({ port, runsExamples: false });
  });

  it("refuse a port that is taken, naming it", async () => {
    const taken = createServer();
    server = taken;
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, "127.0.0.1", () => {
        const address = taken.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    await expect(readStartOptions(["--port", String(port)])).rejects.toThrow(`Port ${port} is taken`);
  });

  it("refuse what is not a port or not an option", async () => {
    await expect(readStartOptions(["--port", "http"])).rejects.toThrow('not "http"');
    await expect(readStartOptions(["--prot", "1"])).rejects.toThrow("Usage: npm start");
  });

  it("refuse a database whose folder cannot be made or written, naming it", () => {
    folder = mkdtempSync(join(tmpdir(), "stepscope-start-"));
    const file = join(folder, "file");
    writeFileSync(file, "");
    const inFile = join(file, "traces.db");
    expect(() => assertWritableFolder(inFile)).toThrow(`The database ${inFile} cannot be written`);
    expect(() => assertWritableFolder(join(folder, "new", "traces.db"))).not.toThrow();
  });
});

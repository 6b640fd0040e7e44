/** The npm scripts, and so the tests, run on the Node.js that the repository brings along. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tryProgram } from "../scripts/child-process.ts";

const rootFolder = join(import.meta.dirname, "..");
const bundled = ["linux-x64", "linux-arm64", "win32-x64"].includes(`${process.platform}-${process.arch}`);

describe("Node.js", () => {
  it("is at least 22.15 here", () => {
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    expect(major * 1000 + minor).toBeGreaterThanOrEqual(22_015);
  });

  it("is 24 in npm scripts, whatever started npm", async () => {
    const script = ["exec", "--", "node", "--print", "process.versions.node"];
    const { output } = await tryProgram("npm", script, { cwd: rootFolder, shell: process.platform === "win32" });
    expect(output.trim()).toMatch(bundled ? /^24\./ : /^(2[2-9]|[3-9]\d)\./);
  });

  it("is refused with a clear message when it is too old", async () => {
    const launcher = await readFile(join(rootFolder, "scripts/run.mjs"), "utf8");
    const source = launcher.replace("process.versions.node.split", '"20.20.2".split');
    expect(source).not.toBe(launcher);
    const { exitCode, output } = await tryProgram(process.execPath, ["--input-type=module", "--eval", source]);
    expect(exitCode).toBe(1);
    expect(output).toContain("Stepscope needs Node.js 22.15 or newer");
  });
});

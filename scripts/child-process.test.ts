/** Programs are ended together with what they started. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { runProgram, startProgram, stopProgram, tryProgram } from "./child-process.ts";

/** A program that starts another one, prints its id, and ignores being asked to end, as the other one does. */
const STUBBORN = `
const { spawn } = require("node:child_process");
process.on("SIGTERM", () => {});
if (process.argv[1] === "child") console.log(process.pid);
else spawn(process.execPath, ["--eval", process.env.SOURCE, "child"], { stdio: "inherit" });
setInterval(() => {}, 1000);
`;

describe("programs", () => {
  it("return what they printed, or fail with it", async () => {
    expect(await runProgram(process.execPath, ["--print", "6 * 7"])).toBe("42\n");
    expect((await tryProgram("no-such-program-here", [])).exitCode).toBe(127);
    await expect(runProgram(process.execPath, ["--eval", "throw new Error('broken')"])).rejects.toThrow("broken");
  });

  it.runIf(process.platform !== "win32")("take their whole group with them when they do not end", async () => {
    const child = startProgram(process.execPath, ["--eval", STUBBORN], {
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, SOURCE: STUBBORN },
    });
    if (child.stdout === null) throw new Error("The program has no output.");
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const grandchildId = Number(line.toString());
    expect(isAlive(grandchildId)).toBe(true);
    await stopProgram(child, 100);
    expect(child.signalCode).toBe("SIGKILL");
    while (isAlive(grandchildId)) await sleep(20);
  });
});

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

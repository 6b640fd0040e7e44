/** `npx stepscope` from the packed package, as somebody has it who installed it. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, get } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openPage } from "../../dashboard/test/watched-page.ts";
import { launchBrowser } from "../../scripts/browser.ts";
import { runProgram, stopProgram, tryProgram } from "../../scripts/child-process.ts";
import { isPortFree } from "../../scripts/free-port.ts";
import { installPackage, type InstalledPackage, userEnvironment } from "./installed-package.ts";

const RECORD = `
import { registerSink, StartEvent, StopEvent, Workflow } from "stepscope";
import { sqliteSink } from "stepscope/store";
const sink = sqliteSink();
registerSink(sink);
const flow = new Workflow({ name: "greeting" });
flow.step({ accepts: StartEvent, emits: StopEvent, name: "greet" }, async () => new StopEvent({ result: "hello" }));
const handler = flow.run({ topic: "pirates" });
await handler;
await sink.shutdown();
console.log(handler.runId);
`;

interface RunningDashboard {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

describe("npx stepscope", () => {
  let installed: InstalledPackage;
  let database: string;
  let runId: string;
  let browser: Browser;
  const children = new Set<ChildProcess>();

  beforeAll(async () => {
    [installed, browser] = await Promise.all([installPackage(), launchBrowser()]);
    await writeFile(join(installed.folder, "record.js"), RECORD);
    runId = (
      await runProgram(process.execPath, ["record.js"], { cwd: installed.folder, env: userEnvironment() })
    ).trim();
    database = join(installed.folder, ".stepscope", "traces.db");
  });

  afterEach(async () => {
    for (const child of children) await stopProgram(child);
    children.clear();
  });

  afterAll(async () => {
    await browser.close();
    await installed[Symbol.asyncDispose]();
  });

  /** As a terminal starts it: in a process group of its own, which Ctrl+C reaches as a whole. */
  async function start(...args: readonly string[]): Promise<RunningDashboard> {
    const child = spawn("npx", ["stepscope", "dashboard", ...args], {
      cwd: installed.folder,
      env: userEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    children.add(child);
    const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
    let output = "";
    const printed = new Promise<void>((resolve) => {
      const take = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes("Ctrl+C ends it.")) resolve();
      };
      child.stdout.on("data", take);
      child.stderr.on("data", take);
    });
    await Promise.race([printed, exit]);
    const [url = "", port = ""] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output) ?? [];
    expect(url, output).not.toBe("");
    return { child, url, port: Number(port), output: () => output, exit };
  }

  it("shows the runs of this folder in a browser, and changes no byte of the file", async () => {
    const before = await hashOf(database);
    const { url, output } = await start("--port", "0");
    expect(output()).toContain(database);
    await using watched = await openPage(browser, url);
    await watched.page.goto(`${url}/runs`);
    await watched.page.getByText("greeting").first().waitFor();
    await watched.page.goto(`${url}/runs/${runId}`);
    await watched.page.getByText("greet", { exact: true }).first().waitFor();
    for (const path of ["/", "/workflows", "/exports", "/settings"]) {
      const answer = await fetch(url + path);
      expect([path, answer.status]).toEqual([path, 200]);
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    }
    expect(watched.misdeeds).toEqual([]);
    expect(await hashOf(database)).toBe(before);
  });

  it("answers on the loopback address alone, and to no foreign host name", async () => {
    const { port } = await start("--port", "0");
    expect(await statusFor(port, "localhost")).toBe(200);
    expect(await statusFor(port, "evil.example")).toBe(421);
    // Every address of 127.0.0.0/8 leads to this machine; only the first one is listened on.
    expect(await canConnect(port, "127.0.0.2")).toBe(false);
  });

  it("ends with Ctrl+C, and leaves neither a process nor the port behind", async () => {
    const { child, port, exit } = await start("--port", "0");
    process.kill(-(child.pid ?? 0), "SIGINT");
    await exit;
    expect(await isPortFree(port)).toBe(true);
    expect(() => process.kill(-(child.pid ?? 0), 0)).toThrow("ESRCH");
  });

  it("ends when the npm that started it is killed outright", async () => {
    const { child, port } = await start("--port", "0");
    child.kill("SIGKILL");
    while (!(await isPortFree(port))) await sleep(100);
  });

  it("prunes and exports from the packed package too", async () => {
    const run = (...args: readonly string[]) =>
      tryProgram("npx", ["stepscope", ...args], { cwd: installed.folder, env: userEnvironment() });
    const prune = await run("prune", "--keep", "0", "--dry-run");
    expect(prune).toEqual({ exitCode: 0, output: expect.stringContaining("Would delete 1 run from") });
    await using backEnd = await takeSpans();
    const exported = await run("export", "--to", backEnd.endpoint, "--run", runId);
    expect(exported).toEqual({ exitCode: 0, output: expect.stringMatching(/^1 run, 3 spans: all taken by/m) });
    expect(backEnd.bytes()).toBeGreaterThan(300);
  });

  it("shows the empty state for a file that is not there yet, and does not make it", async () => {
    const missing = join(installed.folder, "elsewhere.db");
    const { url, output } = await start("--port", "0", "--db", missing);
    expect(output()).toContain("not there yet");
    await using watched = await openPage(browser, url);
    await watched.page.goto(`${url}/runs`);
    await watched.page.getByText("elsewhere.db").first().waitFor();
    expect(watched.misdeeds).toEqual([]);
    await expect(readFile(missing)).rejects.toThrow("ENOENT");
  });
});

async function hashOf(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

/** A back end that takes everything. */
async function takeSpans() {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => (bytes += chunk.length)).on("end", () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    bytes: () => bytes,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function statusFor(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = get({ port, host: "127.0.0.1", path: "/runs", headers: { host: `${host}:${port}` } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.once("error", reject);
  });
}

function canConnect(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** What is published works for those who install it: the packed packages, in a folder of their own. */
import { glob, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram, tryProgram } from "../../scripts/child-process.ts";
import { unpackWorkspace } from "./unpack-workspace.ts";

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const rootFolder = join(import.meta.dirname, "..", "..");
const WORKSPACES = ["engine", "prisma"];

/** Prints every module that one import loads, as addresses. */
const LIST_LOADED = `
import { registerHooks } from "node:module";
const loaded = new Set();
registerHooks({ resolve(specifier, context, next) { const found = next(specifier, context); loaded.add(found.url); return found; } });
await import(process.argv[1]);
console.log([...loaded].join("\\n"));
process.exit(0);
`;

/** Runs a workflow with a database, and prints what a reader says of it. */
const RECORD_AND_READ = `
import { registerSink, StartEvent, StopEvent, Workflow } from "stepscope";
import { openSqliteReader, sqliteSink } from "stepscope/store";
const sink = sqliteSink({ database: "./packed.db" });
await sink.ready;
registerSink(sink);
const flow = new Workflow({ name: "packed" });
flow.step({ accepts: StartEvent, emits: StopEvent, name: "end" }, async () => new StopEvent({ result: 1 }));
const handler = flow.run({ topic: "pirates" });
await handler;
await sink.flush();
const reader = await openSqliteReader({ database: "./packed.db" });
const run = await reader.run(handler.runId);
console.log(run.status, run.inputPreview, run.lastSeq);
await reader.close();
await sink.shutdown();
`;

describe("packed packages", async () => {
  const manifests = await Promise.all(WORKSPACES.map(readManifest));
  const doors = manifests.flatMap((manifest) =>
    Object.keys(manifest.exports)
      .filter((path) => path !== "./package.json")
      .map((path) => manifest.name + path.slice(1)),
  );
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "stepscope-packed-"));
    await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
    for (const [index, workspace] of WORKSPACES.entries()) {
      await unpackWorkspace(workspace, join(folder, "node_modules", manifests[index]?.name ?? ""));
    }
    await linkDependencies(folder, manifests);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(manifests.map((manifest) => manifest.name))("%s has no mistake that publint knows", async (name) => {
    const pkgDir = join(folder, "node_modules", name);
    const { messages } = await publint({ pkgDir, level: "warning", strict: true, pack: false });
    const manifest = JSON.parse(await readFile(join(pkgDir, "package.json"), "utf8")) as Record<string, unknown>;
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  it.each(doors)("%s can be imported and has its types", async (door) => {
    await runProgram(process.execPath, ["--input-type=module", "--eval", `await import("${door}"); process.exit(0);`], {
      cwd: folder,
    });
    const file = join(folder, "use.ts");
    await writeFile(
      file,
      `import * as door from "${door}";\nexport const names: readonly string[] = Object.keys(door);\n`,
    );
    const tsc = join(rootFolder, "node_modules/typescript/bin/tsc");
    const strict = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      "--skipLibCheck",
      "--types",
      "node",
    ];
    await runProgram(process.execPath, [tsc, ...strict, file], { cwd: folder });
  });

  it("loads neither a database nor an SDK with the core door", async () => {
    const { exitCode, output } = await tryProgram(
      process.execPath,
      ["--input-type=module", "--eval", LIST_LOADED, "stepscope"],
      { cwd: folder },
    );
    expect(exitCode, output).toBe(0);
    const loaded = output.split("\n");
    expect(loaded.some((url) => url.includes("/stepscope/dist/index.js"))).toBe(true);
    const unwanted = /sqlite|database|prisma|sdk|openai|exporter|worker_threads/;
    expect(loaded.filter((url) => unwanted.test(url.replace(folder, "")))).toEqual([]);
  });

  it("records with its own writer thread and reads back", async () => {
    const { exitCode, output } = await tryProgram(
      process.execPath,
      ["--input-type=module", "--eval", RECORD_AND_READ],
      {
        cwd: folder,
      },
    );
    expect(exitCode, output).toBe(0);
    expect(output.trim()).toBe("completed pirates 7");
  });

  it("ships no test and no machine's path", async () => {
    for (const { name } of manifests) {
      const files = await readdir(join(folder, "node_modules", name), { recursive: true });
      expect(files.filter((file) => /\.test(-d)?\.|fixture/.test(file))).toEqual([]);
      expect(files).toContain("LICENSE");
      const scripts = glob("**/*.{js,json}", { cwd: join(folder, "node_modules", name), withFileTypes: true });
      for await (const entry of scripts) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile() && (await readFile(path, "utf8")).includes(rootFolder))
          expect.fail(`${path} names this machine's folders`);
      }
    }
  });
});

async function readManifest(workspace: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(rootFolder, workspace, "package.json"), "utf8")) as Manifest;
}

/** Links what the packages depend on from the repository, so that the test needs no registry. */
async function linkDependencies(folder: string, manifests: readonly Manifest[]): Promise<void> {
  const own = new Set(manifests.map((manifest) => manifest.name));
  const declared = manifests.flatMap(({ dependencies, peerDependencies }) => [
    ...Object.keys(dependencies ?? {}),
    ...Object.keys(peerDependencies ?? {}),
  ]);
  const names = [...declared, "@types/node"].filter((name) => !own.has(name));
  for (const name of new Set(names)) {
    const target = join(folder, "node_modules", name);
    await mkdir(join(target, ".."), { recursive: true });
    await symlink(join(rootFolder, "node_modules", name), target);
  }
}

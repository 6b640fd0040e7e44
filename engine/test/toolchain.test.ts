// One decorated workflow through the toolchains people use, in both dialects of decorators: the outcome is the same.

import { execFile } from "node:child_process";
import { glob, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const engineFolder = join(import.meta.dirname, "..");
const binFolder = join(engineFolder, "../node_modules");
const sourceFile = join(import.meta.dirname, "toolchain/decorated-flow.ts");
// Inside the workspace, so that "stepscope" resolves, and ignored by git.
const outputFolder = join(engineFolder, ".cache", `toolchain-${process.pid}`);

type Dialect = "standard" | "experimental";

const DIALECTS: readonly Dialect[] = ["standard", "experimental"];

const EXPECTED = {
  steps: ["generate 2", "judge 1", "log 4", "recover 4", "file 4"],
  drawn: ["generate", "judge", "log", "file"],
  problems: [],
  result: "generate: a cheerful joke about pirates!",
};

beforeAll(() => mkdir(outputFolder, { recursive: true }));
afterAll(() => rm(outputFolder, { recursive: true, force: true }));

function compilerOptions(dialect: Dialect): object {
  return { target: "es2022", experimentalDecorators: dialect === "experimental", useDefineForClassFields: true };
}

async function execute(file: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, ["--no-warnings", "--conditions=source", file], { timeout: 60_000 });
  return JSON.parse(stdout);
}

async function writeConfiguration(dialect: Dialect, name: string): Promise<string> {
  const file = join(outputFolder, `tsconfig.${name}.${dialect}.json`);
  const options = {
    ...compilerOptions(dialect),
    module: "nodenext",
    types: ["node"],
    noCheck: true,
    rootDir: engineFolder,
    outDir: join(outputFolder, `tsc-${dialect}`),
  };
  await writeFile(file, JSON.stringify({ compilerOptions: options, files: [sourceFile] }));
  return file;
}

describe.each(DIALECTS)("%s decorators", (dialect) => {
  it("through tsc", { timeout: 120_000 }, async () => {
    const configuration = await writeConfiguration(dialect, "tsc");
    await run(process.execPath, [join(binFolder, "typescript/bin/tsc"), "-p", configuration], { timeout: 100_000 });
    expect(await execute(await findOutput(join(outputFolder, `tsc-${dialect}`)))).toStrictEqual(EXPECTED);
  });

  it("through esbuild", async () => {
    const { code } = await transform(await readFile(sourceFile, "utf8"), {
      loader: "ts",
      format: "esm",
      target: "es2022",
      tsconfigRaw: { compilerOptions: compilerOptions(dialect) },
    });
    const file = join(outputFolder, `esbuild-${dialect}.js`);
    await writeFile(file, code);
    expect(await execute(file)).toStrictEqual(EXPECTED);
  });

  it("through tsx", { timeout: 60_000 }, async () => {
    const configuration = await writeConfiguration(dialect, "tsx");
    const command = [
      join(binFolder, "tsx/dist/cli.mjs"),
      "--conditions=source",
      "--tsconfig",
      configuration,
      sourceFile,
    ];
    const { stdout } = await run(process.execPath, command, { timeout: 60_000 });
    expect(JSON.parse(stdout)).toStrictEqual(EXPECTED);
  });
});

describe("vite (oxc), which transforms experimental decorators only", () => {
  it("experimental decorators", { timeout: 60_000 }, async () => {
    await build({
      configFile: false,
      logLevel: "error",
      root: engineFolder,
      oxc: { decorator: { legacy: true } },
      ssr: { external: ["stepscope"] },
      build: { ssr: sourceFile, outDir: join(outputFolder, "vite"), emptyOutDir: true, target: "es2022" },
    });
    expect(await execute(await findOutput(join(outputFolder, "vite")))).toStrictEqual(EXPECTED);
  });
});

/** Each tool keeps other folders of the source's path. */
async function findOutput(folder: string): Promise<string> {
  for await (const file of glob("**/decorated-flow.{js,mjs}", { cwd: folder })) return join(folder, file);
  throw new Error(`tsc wrote no decorated-flow.js into ${folder}`);
}

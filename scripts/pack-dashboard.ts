/** Puts the built dashboard into the engine's package, for `stepscope dashboard`: small, and without this machine's paths. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, glob, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { runProgram } from "./child-process.ts";

const rootFolder = join(import.meta.dirname, "..");
const buildFolder = join(rootFolder, "dashboard", ".next");
const standaloneFolder = join(buildFolder, "standalone");
const packedFolder = join(rootFolder, "engine", "dist", "dashboard");

/** Never used by a production server that resizes no image and measures no font. */
const DROPPED = [
  /\.map$/,
  /\.nft\.json$/,
  /^node_modules\/(?:sharp|@img|semver|detect-libc)(?:\/|$)/,
  /^node_modules\/next\/dist\/server\/capsize-font-metrics\.json$/,
  /^node_modules\/next\/dist\/compiled\/next-server\/.*experimental\.runtime\.prod\.js$/,
  /^dashboard\/(?:server\.js|package\.json)$/,
];

/** A WebAssembly module as text inside a script: base64 of its first bytes and at least 100 kB more. */
const WASM_TEXT = /"(AGFzb[\w+/]{100000,}={0,2})"/g;

await runProgram("npx", ["turbo", "run", "build", "--output-logs=errors-only", "--filter=@stepscope/dashboard"], {
  cwd: rootFolder,
  shell: process.platform === "win32",
});
await rm(packedFolder, { recursive: true, force: true });
await copyServer();
await moveWasmOut();
await removeMachinePaths();
await writeLicences();
console.log(`The dashboard is packed into ${relative(rootFolder, packedFolder)}: ${await megabytes(packedFolder)} MB.`);

async function copyServer(): Promise<void> {
  await cp(standaloneFolder, packedFolder, {
    recursive: true,
    dereference: true,
    filter: (source) => {
      const path = relative(standaloneFolder, source).split(sep).join("/");
      return !DROPPED.some((pattern) => pattern.test(path));
    },
  });
  await cp(join(buildFolder, "static"), join(packedFolder, "dashboard", ".next", "static"), { recursive: true });
}

/** The query compiler stands in two scripts as text; as one file of bytes it is a third of that. */
async function moveWasmOut(): Promise<void> {
  const serverFolder = join(packedFolder, "dashboard", ".next", "server");
  for await (const name of glob("chunks/**/*.js", { cwd: serverFolder })) {
    const script = join(serverFolder, name);
    const text = await readFile(script, "utf8");
    const modules = [...text.matchAll(WASM_TEXT)].map(([, base64 = ""]) => Buffer.from(base64, "base64"));
    if (modules.length === 0) continue;
    for (const bytes of modules) await writeFile(join(serverFolder, wasmName(bytes)), bytes);
    const lean = text.replaceAll(WASM_TEXT, (_all, base64: string) => {
      const file = join(serverFolder, wasmName(Buffer.from(base64, "base64")));
      const path = relative(dirname(script), file).split(sep).join("/");
      return `require("node:fs").readFileSync(__dirname+${JSON.stringify(`/${path}`)},"base64")`;
    });
    await writeFile(script, lean);
  }
}

function wasmName(bytes: Buffer): string {
  return `${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.wasm`;
}

async function removeMachinePaths(): Promise<void> {
  const escaped = JSON.stringify(rootFolder).slice(1, -1);
  for await (const name of glob("**/*.{js,json}", { cwd: join(packedFolder, "dashboard", ".next") })) {
    const file = join(packedFolder, "dashboard", ".next", name);
    const text = await readFile(file, "utf8");
    if (text.includes(escaped)) await writeFile(file, text.replaceAll(escaped, "."));
  }
}

/** What is packed was written by others too: their licences go with it. */
async function writeLicences(): Promise<void> {
  const copied = await packagesIn(join(packedFolder, "node_modules"));
  const manifest: unknown = JSON.parse(await readFile(join(rootFolder, "dashboard", "package.json"), "utf8"));
  const declared = typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "dependencies") : {};
  const bundled = Object.keys(typeof declared === "object" && declared !== null ? declared : {});
  const parts: string[] = [];
  for (const name of [...new Set([...copied, ...bundled])].toSorted()) {
    if (name === "stepscope" || name.startsWith("@stepscope/")) continue;
    const folder = join(rootFolder, "node_modules", name);
    const file = (await readdir(folder).catch(() => [])).find((entry) => /^licen[cs]e/i.test(entry));
    parts.push(
      `${name}\n${"=".repeat(name.length)}\n\n${file === undefined ? "See its package on npm." : await readFile(join(folder, file), "utf8")}`,
    );
  }
  await mkdir(packedFolder, { recursive: true });
  await writeFile(join(packedFolder, "THIRD-PARTY-LICENSES.txt"), parts.join("\n\n"));
}

async function packagesIn(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const names = await readdir(folder);
  const nested = names.filter((name) => name.startsWith("@"));
  const scoped = await Promise.all(
    nested.map(async (scope) => (await readdir(join(folder, scope))).map((name) => `${scope}/${name}`)),
  );
  return [...names.filter((name) => !name.startsWith("@") && !name.startsWith(".")), ...scoped.flat()];
}

async function megabytes(folder: string): Promise<string> {
  let bytes = 0;
  for (const name of await readdir(folder, { recursive: true })) bytes += (await stat(join(folder, name))).size;
  return (bytes / 1e6).toFixed(1);
}

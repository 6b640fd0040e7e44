/** The examples in the doc comments compile, and no value that the core door exports is without one. */
import { execFile } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
// Beside a package that has everything installed which the examples import; ignored by git.
const folder = join(root, "engine", ".cache", `tsdoc-${process.pid}`);
const program = promisify(execFile);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sourceFiles(): readonly string[] {
  return globSync("engine/src/**/*.ts", { cwd: root }).filter((file) => !/\.test(-d)?\.ts$/.test(file));
}

/** The examples of a file: what stands between fences in its doc comments. */
function examplesOf(file: string): readonly { readonly name: string; readonly code: string }[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/^ *\* ```ts\n((?: *\*.*\n)*?) *\* ```$/gm)].map(({ 1: body = "", index }) => ({
    name: `${relative("engine/src", file).replaceAll(/[/.]/g, "-")}-${text.slice(0, index).split("\n").length + 1}`,
    code: body.replaceAll(/^ *\* ?/gm, ""),
  }));
}

it("compiles every example", { timeout: 120_000 }, async () => {
  const examples = sourceFiles().flatMap(examplesOf);
  expect(examples.length).toBeGreaterThan(80);
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of examples) writeFileSync(join(folder, `${name}.ts`), code);
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false, customConditions: ["source"] };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, include: ["*.ts"] }),
  );
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const outcome = await program(process.execPath, [compiler, "-p", folder]).then(
    () => "",
    (error: unknown) => String(Reflect.get(Object(error), "stdout")),
  );
  expect(outcome.split("\n").filter((line) => line.includes("tsdoc-"))).toStrictEqual([]);
});

it("has an example for every value of the core door", () => {
  const door = readFileSync(join(root, "engine/src/index.ts"), "utf8");
  const missing: string[] = [];
  for (const [, names = "", file = ""] of door.matchAll(/export \{([^}]*)\} from "\.\/([^"]+)"/g)) {
    const text = readFileSync(join(root, "engine/src", file), "utf8");
    for (const name of names.split(",").map((part) => part.trim())) {
      if (name === "" || name.startsWith("type ")) continue;
      const declaration = new RegExp(`export (?:async )?(?:const|function|class) ${name}\\b`).exec(text)?.index ?? 0;
      const comment = text.slice(text.lastIndexOf("/**", declaration), declaration);
      // Overloads of a function share the comment of the first.
      if (!comment.includes("@example")) missing.push(name);
    }
  }
  expect(missing).toStrictEqual([]);
});

// Takes the TypeScript examples out of the README and the guide, and makes programs of them.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Where the programs are written: beside packages that have all the examples import. */
export const SNIPPETS_FOLDER = join(root, "examples", "llamaindex-docs", ".cache", "snippets");

/** One example of a page. */
export interface Snippet {
  /** Page and line, for messages. */
  readonly name: string;
  readonly code: string;
  readonly file: string;
  /** Marked `run`: it is also executed. */
  readonly isRun: boolean;
  /** Marked `model`: it asks a language model. */
  readonly needsModel: boolean;
  /** The output printed below it on the page. */
  readonly output: string | undefined;
}

/** All pages that hold examples. */
export function guidePages(): string[] {
  const pagesOf = (folder: string): string[] =>
    readdirSync(join(root, "docs", folder)).map((file) => join(root, "docs", folder, file));
  return [join(root, "README.md"), ...pagesOf("guide"), ...pagesOf("errors")].filter((file) => file.endsWith(".md"));
}

/** The examples of a page. */
export function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(page, "utf8");
  const block = /^```ts([^\n]*)\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm;
  return [...text.matchAll(block)].map((match) => {
    const [, marks = "", code = "", output] = match;
    const line = text.slice(0, match.index).split("\n").length;
    const name = `${basename(page)}:${line}`;
    return {
      name,
      code,
      file: join(SNIPPETS_FOLDER, `${name.replace(".md:", "-")}.ts`),
      isRun: marks.includes("run"),
      needsModel: marks.includes("model"),
      output,
    };
  });
}

/** Writes all examples as files, with a configuration that compiles them. */
export function writeSnippets(snippets: readonly Snippet[]): void {
  rmSync(SNIPPETS_FOLDER, { recursive: true, force: true });
  mkdirSync(SNIPPETS_FOLDER, { recursive: true });
  for (const { file, code } of snippets) writeFileSync(file, code);
  const configuration = { extends: "../../../../tsconfig.json", include: ["*.ts"] };
  writeFileSync(join(SNIPPETS_FOLDER, "tsconfig.json"), JSON.stringify(configuration));
}

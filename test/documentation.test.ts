/** The documentation is whole: a page for every error, links that lead somewhere, one image tag for Phoenix. */
import { existsSync } from "node:fs";
import { glob, readFile, readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../engine/src/errors/error-codes.ts";
import { PROBLEM_CODES } from "../engine/src/errors/workflow-problem.ts";
import { PHOENIX_VERSION } from "../scripts/phoenix.ts";

const codes = [...ERROR_CODES, ...PROBLEM_CODES];
const rootFolder = join(import.meta.dirname, "..");

describe("documentation", async () => {
  const pages = await Array.fromAsync(
    glob(["*.md", "docs/**/*.md", "{engine,prisma,dashboard,bench}/*.md", "examples/*/*.md"], { cwd: rootFolder }),
  );

  it("has a page for every code of an error or a definition, and no page without a code", async () => {
    const files = await readdir(join(rootFolder, "docs/errors"));
    expect(files.toSorted()).toEqual(codes.map((code) => `${code}.md`).toSorted());
  });

  it.each(codes)("explains %s under its own heading", async (code) => {
    const page = await readFile(join(rootFolder, "docs/errors", `${code}.md`), "utf8");
    expect(page).toMatch(new RegExp(`^# .*${code}`));
    expect(page.length).toBeGreaterThan(150);
  });

  it.each(pages)("has only links that lead somewhere in %s", async (page) => {
    const text = (await readFile(join(rootFolder, page), "utf8")).replaceAll(/```[\s\S]*?```/g, "");
    const targets = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target = ""]) => target);
    const local = targets.filter((target) => !/^[a-z]+:/.test(target));
    const broken = local.filter((target) => !existsSync(join(rootFolder, dirname(page), target)));
    expect(broken).toEqual([]);
  });

  it("names the tested version of Phoenix in the compose file", async () => {
    const compose = await readFile(join(rootFolder, "docker-compose.yml"), "utf8");
    expect(compose).toContain(`arizephoenix/phoenix:version-${PHOENIX_VERSION}`);
  });

  it("numbers the decision records without gaps", async () => {
    const files = (await readdir(join(rootFolder, "docs/adr"))).toSorted();
    const numbers = files.map((file) => Number.parseInt(relative(".", file).slice(0, 4), 10));
    expect(numbers).toEqual(files.map((_file, index) => index + 1));
  });
});

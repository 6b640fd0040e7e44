import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import * as door from "./view.ts";

describe("the view door", () => {
  it("loads in a browser: no module of Node, no package, no word of the DOM", async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL("./view.ts", import.meta.url))],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      metafile: true,
      logLevel: "silent",
    });
    expect(Object.keys(metafile.inputs).filter((path) => path.includes("node_modules"))).toEqual([]);
    const code = outputFiles[0]?.text ?? "";
    expect(code).not.toMatch(/\b(?:process|Buffer|document|window|require)\s*[.(]/);
  });

  it("opens everything that a reader of runs needs", () => {
    expect(Object.keys(door)).toEqual(
      expect.arrayContaining([
        "RunFold",
        "StateTimeline",
        "timelineIndex",
        "timelineRows",
        "layoutGraph",
        "compareRuns",
        "findInRun",
      ]),
    );
  });
});

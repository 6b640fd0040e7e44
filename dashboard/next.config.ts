// How Next builds and serves the dashboard.

import path from "node:path";
import type { NextConfig } from "next";
import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_BUILD } from "next/constants.js";

const root = path.join(import.meta.dirname, "..");

/** While developing, the workspace's own packages are taken from their source, so nothing has to be built first. */
const fromSource = {
  "stepscope/view": "../engine/src/view.ts",
  "stepscope/store": "../engine/src/store.ts",
  "@stepscope/database/client": "../prisma/src/client.ts",
  "@stepscope/database/migrate": "../prisma/src/migrate.ts",
};

export default function config(phase: string): NextConfig {
  const isFromSource = phase === PHASE_DEVELOPMENT_SERVER || process.env["STEPSCOPE_FROM_SOURCE"] === "1";
  return {
    // The build brings a server with everything it needs in one folder, for packing; `next start` wants to know nothing of it.
    ...(phase === PHASE_PRODUCTION_BUILD ? { output: "standalone" as const } : {}),
    outputFileTracingRoot: root,
    // No image is ever resized: the pages have none.
    outputFileTracingExcludes: { "*": ["**/node_modules/sharp/**", "**/node_modules/@img/**"] },
    transpilePackages: ["stepscope", "@stepscope/database", "@prisma/client"],
    poweredByHeader: false,
    reactStrictMode: true,
    devIndicators: false,
    allowedDevOrigins: ["127.0.0.1"],
    images: { unoptimized: true },
    // A build checks what it ships; tests are checked with the rest.
    typescript: { tsconfigPath: "tsconfig.app.json" },
    turbopack: { root, ...(isFromSource ? { resolveAlias: fromSource } : {}) },
  };
}

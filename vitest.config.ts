// The test projects: one a workspace, one for what crosses them. Sources are tested as they are, never a build.
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const conditions = ["source", "module", "node", "development|production"];
const excluded = ["**/node_modules/**", "**/dist/**", "**/.next/**", "**/.cache/**", "**/.peers/**"];

function project(
  name: string,
  include: readonly string[],
  exclude: readonly string[] = [],
): TestProjectInlineConfiguration {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      name,
      include: [...include],
      exclude: [...excluded, ...exclude],
      environment: "node",
      // Long enough for a busy machine: a test that hangs is found just as well.
      testTimeout: ["end-to-end", "phoenix"].includes(name) ? 180_000 : 60_000,
      hookTimeout: 180_000,
    },
  };
}

function engineProject(): TestProjectInlineConfiguration {
  // Those against a real Phoenix are the phoenix project's.
  const engine = project("engine", ["engine/{src,test}/**/*.test.ts"], ["engine/test/phoenix/**"]);
  const typecheck = {
    enabled: true,
    include: ["engine/src/**/*.test-d.ts"],
    tsconfig: "engine/tsconfig.json",
    ignoreSourceErrors: true,
  };
  // A package that publishes its own sources under the condition that ours stand under: Node strips no types there.
  const server = { deps: { inline: [/node_modules\/(?:ai|@ai-sdk|eventsource-parser)\//] } };
  return { ...engine, test: { ...engine.test, typecheck, server } };
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      engineProject(),
      project("database", ["prisma/{src,test}/**/*.test.ts"]),
      project("dashboard", ["dashboard/src/**/*.test.{ts,tsx}"]),
      project("examples", ["examples/**/*.test.ts"]),
      project("bench", ["bench/**/*.test.ts"]),
      project("workspace", ["scripts/**/*.test.ts", "test/*.test.ts"]),
      project("end-to-end", ["dashboard/test/**/*.test.ts", "test/end-to-end/**/*.test.ts"]),
      project("phoenix", ["test/phoenix/**/*.test.ts", "engine/test/phoenix/**/*.test.ts"]),
    ],
  },
});

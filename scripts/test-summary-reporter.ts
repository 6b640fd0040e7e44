/** A vitest reporter that writes the summary which `npm test` adds up. */
import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { type SkippedTest, SUMMARY_VARIABLE, type TestSummary } from "./test-summary.ts";

/** Writes a {@link TestSummary} when the run ends. */
export default class TestSummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const path = process.env[SUMMARY_VARIABLE];
    if (path === undefined) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const brokenSuites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const summary: TestSummary = {
      passed: tests.filter((test) => test.result().state === "passed").length,
      failed:
        tests.filter((test) => test.result().state === "failed").length +
        brokenSuites.filter((suite) => suite.errors().length > 0).length +
        unhandledErrors.length,
      skipped: tests.filter((test) => isSkipped(test)).map(describeSkipped),
    };
    writeFileSync(path, JSON.stringify(summary));
  }
}

/** A test that never got its turn, because a hook before it failed, counts with that failure and not as skipped. */
function isSkipped(test: TestCase): boolean {
  return test.result().state === "skipped" && !hasFailedParent(test);
}

function hasFailedParent(test: TestCase): boolean {
  for (let parent = test.parent; ; parent = parent.parent) {
    if (parent.errors().length > 0) return true;
    if (parent.type === "module") return false;
  }
}

function describeSkipped(test: TestCase): SkippedTest {
  const result = test.result();
  const name = `${relative(process.cwd(), test.module.moduleId)} > ${test.fullName}`;
  return result.state === "skipped" && result.note !== undefined ? { name, note: result.note } : { name };
}

/** Runs the examples one after the other, as a reader would start them. */
import { runTask, step } from "./start-task.ts";

const EXAMPLES = ["joke-flow", "joke-flow-functions", "research", "human-approval"];
// A real model on a slow machine takes its time; an example that hangs must not hold up the dashboard for ever.
const TIMEOUT_MS = 300_000;

/**
 * Runs every example to its end.
 * @param environment the database, and Phoenix where one answers
 * @throws StartError when an example fails
 */
export async function runExamples(environment: Readonly<Record<string, string>>): Promise<void> {
  for (const [index, example] of EXAMPLES.entries()) {
    step(`Running example ${index + 1} of ${EXAMPLES.length}: ${example}`);
    await runTask({
      command: ["npm", "run", "--silent", "start", "-w", `@stepscope/example-${example}`],
      failure: `The example ${example} failed.`,
      timeoutMs: TIMEOUT_MS,
      environment: { ...environment, STEPSCOPE_DEMO: "1" },
    });
  }
}

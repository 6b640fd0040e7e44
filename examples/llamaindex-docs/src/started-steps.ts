// Reads from a run's stream which steps started, in order.

import { StepStateChanged, type RunHandler } from "stepscope";

/** The names of the steps that started, once for every execution. */
export async function startedSteps(run: RunHandler<unknown>): Promise<string[]> {
  const names: string[] = [];
  for await (const event of run.stream({ includeInternal: true })) {
    if (event instanceof StepStateChanged && event.state === "started") names.push(event.step);
  }
  return names;
}

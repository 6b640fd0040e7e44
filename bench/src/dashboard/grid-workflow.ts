// A run of 200 executions that no graph can draw as fewer: five branches through forty different steps.

import { StartEvent, StopEvent, Workflow, collect, defineEvent, type } from "stepscope";

const BRANCHES = 5;
const STEPS = 40;

class Done extends defineEvent("Done", type<{ branch: number }>()) {}

/** The workflow. */
export function gridWorkflow(): Workflow<Record<never, never>, number> {
  const flow = new Workflow<Record<never, never>, number>({ name: "grid" });
  const stages = Array.from({ length: STEPS }, (_, at) => defineEvent(`Stage${at}`, type<{ branch: number }>()));
  const [First] = stages;
  if (First === undefined) throw new Error("A grid has stages.");
  flow.step({ accepts: StartEvent, emits: First }, async function split() {
    return Array.from({ length: BRANCHES }, (_, branch) => new First({ branch }));
  });
  for (const [at, Stage] of stages.entries()) {
    const Next = stages[at + 1] ?? Done;
    flow.step({ name: `stage${at}`, accepts: Stage, emits: Next }, async (event) => new Next({ branch: event.branch }));
  }
  flow.step({ accepts: collect(Done), emits: StopEvent }, async function join(done) {
    return new StopEvent({ result: done.length });
  });
  return flow;
}

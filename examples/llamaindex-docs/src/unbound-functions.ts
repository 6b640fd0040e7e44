// "Workflows from unbound functions": steps added from wherever they are, without a subclass.

import { StartEvent, StopEvent, Workflow } from "stepscope";

export const testWorkflow = new Workflow<Record<never, never>, string>({ name: "test-workflow" });

async function someStep() {
  return new StopEvent({ result: "some step ran" });
}

testWorkflow.step({ accepts: StartEvent, emits: StopEvent }, someStep);

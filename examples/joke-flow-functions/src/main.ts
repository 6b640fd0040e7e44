// Tells a joke about robots, or about the topic on the command line, and criticizes it.

import { connectModel } from "@stepscope/example-model";
import { createJokeFlow } from "./joke-flow.ts";

const topic = process.argv.slice(2).join(" ") || "robots";
const model = await connectModel();
console.log(`joke-flow-functions · ${model.description}`);
try {
  const run = createJokeFlow(model).run({ topic }, { tags: ["example"] });
  console.log(`topic: ${topic}\ncritique: ${await run}\nrun ${run.runId}`);
} finally {
  await model.close();
}

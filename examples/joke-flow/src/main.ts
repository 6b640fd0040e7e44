// Tells a joke about pirates, or about the topic on the command line, and criticizes it.

import { connectModel } from "@stepscope/example-model";
import { JokeFlow } from "./joke-flow.ts";

const topic = process.argv.slice(2).join(" ") || "pirates";
const model = await connectModel();
console.log(`joke-flow · ${model.description}`);
try {
  const run = new JokeFlow(model).run({ topic }, { tags: ["example"] });
  console.log(`topic: ${topic}\ncritique: ${await run}\nrun ${run.runId}`);
} finally {
  await model.close();
}

// Serves the scripted demo model until it is stopped, for anything that speaks OpenAI's API.

import { startDemoModel } from "./demo-model.ts";

const port = Number(process.env["PORT"] ?? 0);
const model = await startDemoModel({ port });
console.log(`${model.model} answers at ${model.baseURL}`);
console.log(`Use it:  OPENAI_BASE_URL=${model.baseURL} npm start -w @stepscope/example-joke-flow`);
console.log("Ctrl-C stops it.");
process.once("SIGINT", () => void model.close());
process.once("SIGTERM", () => void model.close());

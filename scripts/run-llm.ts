/** `npm run llm`: sets up a small real language model on first use and serves it until Ctrl-C. */
import { parseArgs } from "node:util";
import { isPortFree } from "./free-port.ts";
import { localLlmMissing, startLocalLlm } from "./local-llm.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "8080" } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  throw new Error(`--port must be a number from 1 to 65535, not ${JSON.stringify(values.port)}.`);
}
const missing = await localLlmMissing();
if (missing !== undefined) {
  console.error(`The model cannot run here: ${missing}.`);
  process.exitCode = 1;
} else if (await isPortFree(port)) {
  const llm = await startLocalLlm({ port, onProgress: (message) => console.log(`${message} …`) });
  console.log(`\n${llm.model} answers at ${llm.baseUrl}. For other terminals:\n`);
  console.log(`  export OPENAI_BASE_URL=${llm.baseUrl}\n\nCtrl-C ends it.`);
  const end = (): void => void llm.stop().then(() => process.exit(0));
  process.once("SIGINT", end).once("SIGTERM", end);
} else {
  console.error(`Port ${port} is taken: end the program that listens there, or give another one with \`--port\`.`);
  process.exitCode = 1;
}

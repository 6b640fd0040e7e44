/** `npm run phoenix`: installs Phoenix on first use and serves it until Ctrl-C; its data stays in the cache folder. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CACHE_FOLDER } from "./cache-folder.ts";
import { isPortFree } from "./free-port.ts";
import { startPhoenix } from "./phoenix.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "6006" } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  throw new Error(`--port must be a number from 1 to 65535, not ${JSON.stringify(values.port)}.`);
}
if (await isPortFree(port)) {
  const workingFolder = join(CACHE_FOLDER, "phoenix-data");
  await mkdir(workingFolder, { recursive: true });
  const phoenix = await startPhoenix({ port, workingFolder, onProgress: (message) => console.log(`${message} …`) });
  console.log(`Phoenix answers at ${phoenix.endpoint}. For other terminals:\n`);
  console.log(`  export PHOENIX_COLLECTOR_ENDPOINT=${phoenix.endpoint}\n\nCtrl-C ends it.`);
  const end = (): void => void phoenix.stop().then(() => process.exit(0));
  process.once("SIGINT", end).once("SIGTERM", end);
} else {
  console.error(`Port ${port} is taken: end the program that listens there, or give another one with \`--port\`.`);
  process.exitCode = 1;
}

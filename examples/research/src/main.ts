// Runs the research on one topic and prints the report as it is written.

import { connectModel } from "@stepscope/example-model";
import { ReportPiece, Research } from "./research.ts";
import { startSearchService } from "./search-service.ts";

const topic = process.argv.slice(2).join(" ") || "how cities can cool down in summer";
const model = await connectModel();
const search = await startSearchService();
console.log(`research · ${model.description}`);
console.log(`topic: ${topic}`);
try {
  const research = new Research({ client: model.client, model: model.model, searchUrl: search.url });
  const run = research.run({ topic }, { tags: ["example"] });
  let shown = -1;
  for await (const event of run.stream()) {
    if (!(event instanceof ReportPiece)) continue;
    if (event.revision !== shown)
      process.stdout.write(`\n${event.revision === 0 ? "draft" : `revision ${event.revision}`}: `);
    shown = event.revision;
    process.stdout.write(event.piece);
  }
  const report = await run;
  console.log(
    `\n\npublished after ${report.revisions} revision(s), from ${report.sources.length} passages · run ${run.runId}`,
  );
} finally {
  await search.close();
  await model.close();
}

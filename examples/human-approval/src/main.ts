// Two refunds: the first is answered, by a script or by you; the second is left waiting for a person.

import { createInterface } from "node:readline/promises";
import { connectModel } from "@stepscope/example-model";
import { ApprovalGiven, ApprovalNeeded, createRefundFlow } from "./refund-flow.ts";

const isScripted = process.env["STEPSCOPE_DEMO"] === "1" || !process.stdin.isTTY;

/** Says yes or no to one request. */
async function decide(request: ApprovalNeeded): Promise<ApprovalGiven> {
  const { requestId } = request;
  if (isScripted) return new ApprovalGiven({ requestId, isApproved: true, by: "the scripted approver" });
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const line = await terminal.question("  y to send it, or say what to change: ");
  terminal.close();
  const isApproved = /^y(es)?$/i.test(line.trim());
  return new ApprovalGiven({ requestId, isApproved, by: "you", remark: line });
}

const model = await connectModel();
console.log(`human-approval · ${model.description}`);
const refundFlow = createRefundFlow(model);

const first = refundFlow.run(
  { customer: "Ada", complaint: "My lamp arrived in two pieces.", amountEuro: 40 },
  { tags: ["example"] },
);
for await (const event of first.stream()) {
  if (!(event instanceof ApprovalNeeded)) continue;
  console.log(`run ${first.runId} asks: ${event.question}\n  ${event.reply}`);
  const decision = await decide(event);
  if (isScripted) console.log(`  yes, says ${decision.by}`);
  await first.sendEvent(decision);
}
console.log(await first);

const second = refundFlow.run(
  { customer: "Grace", complaint: "The kettle leaks.", amountEuro: 65 },
  { tags: ["example"] },
);
for await (const event of second.stream()) {
  if (!(event instanceof ApprovalNeeded)) continue;
  console.log(
    `run ${second.runId} asks: ${event.question}\n  nobody answers: it is left waiting, as the dashboard shows`,
  );
  break;
}
second.unref();
await model.close();

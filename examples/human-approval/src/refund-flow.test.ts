import OpenAI from "openai";
import { startScriptedModel } from "stepscope/testing";
import { expect, it } from "vitest";
import { ApprovalGiven, ApprovalNeeded, createRefundFlow } from "./refund-flow.ts";

const complaint = { customer: "Ada", complaint: "My lamp broke.", amountEuro: 40 };

it("sends the reply once a person has approved it", async () => {
  await using model = await startScriptedModel({ replies: ["Dear Ada"] });
  const flow = createRefundFlow({ client: new OpenAI({ baseURL: model.baseURL, apiKey: "none" }), model: "any" });
  expect(flow.validate()).toEqual([]);
  const run = flow.run(complaint);
  for await (const event of run.stream()) {
    if (!(event instanceof ApprovalNeeded)) continue;
    expect(event.question).toBe("Refund 40 € to Ada and send this reply?");
    expect(run.status()).toBe("waiting");
    await run.sendEvent(new ApprovalGiven({ requestId: event.requestId, isApproved: true, by: "Eve" }));
  }
  expect(await run).toBe("sent to Ada, approved by Eve: Dear Ada");
});

it("writes another reply after a refusal, and asks again", async () => {
  await using model = await startScriptedModel({ replies: ["Dear Ada", "Dearest Ada"] });
  const flow = createRefundFlow({ client: new OpenAI({ baseURL: model.baseURL, apiKey: "none" }), model: "any" });
  const run = flow.run(complaint);
  const seen: string[] = [];
  for await (const event of run.stream()) {
    if (!(event instanceof ApprovalNeeded)) continue;
    seen.push(event.reply);
    const { requestId } = event;
    const isApproved = seen.length === 2;
    await run.sendEvent(new ApprovalGiven({ requestId, isApproved, by: "Eve", remark: "Warmer, please." }));
  }
  expect(await run).toBe("sent to Ada, approved by Eve: Dearest Ada");
  expect(seen).toEqual(["Dear Ada", "Dearest Ada"]);
  expect(model.requests[1]?.prompt).toContain("Warmer, please.");
});

// A reply to a customer that a person must approve before it is sent; a refusal with a remark leads to another draft.

import { StartEvent, StopEvent, Workflow, defineEvent, defineHumanResponse, defineInputRequired } from "stepscope";
import type OpenAI from "openai";
import { z } from "zod";

/** What a run is started with. */
export interface Complaint {
  readonly customer: string;
  readonly complaint: string;
  readonly amountEuro: number;
}

export class ReplyDrafted extends defineEvent(
  "ReplyDrafted",
  z.object({ customer: z.string(), amountEuro: z.number(), reply: z.string(), draft: z.number() }),
) {}

export class ApprovalNeeded extends defineInputRequired(
  "ApprovalNeeded",
  z.object({ requestId: z.string(), question: z.string(), reply: z.string() }),
) {}

export class ApprovalGiven extends defineHumanResponse(
  "ApprovalGiven",
  z.object({ requestId: z.string(), isApproved: z.boolean(), by: z.string(), remark: z.string().optional() }),
) {}

export class RewriteAsked extends defineEvent(
  "RewriteAsked",
  z.object({ customer: z.string(), amountEuro: z.number(), reply: z.string(), draft: z.number(), remark: z.string() }),
) {}

export class ReplyApproved extends defineEvent(
  "ReplyApproved",
  z.object({ customer: z.string(), reply: z.string(), approvedBy: z.string() }),
) {}

/** Builds the workflow around a model. */
export function createRefundFlow({ client, model }: { client: OpenAI; model: string }) {
  async function write(prompt: string, signal: AbortSignal): Promise<string> {
    const messages = [{ role: "user" as const, content: prompt }];
    const answer = await client.chat.completions.create({ model, max_tokens: 160, messages }, { signal });
    return answer.choices[0]?.message.content ?? "";
  }

  const refundFlow = new Workflow<Complaint, string>({ name: "human-approval" });

  refundFlow.step({ accepts: StartEvent, emits: ReplyDrafted }, async function draftReply(ev, ctx) {
    const prompt = `Reply: answer the complaint in three friendly sentences.\nCustomer: ${ev.customer}\nComplaint: ${ev.complaint}`;
    const reply = await write(prompt, ctx.signal);
    return new ReplyDrafted({ customer: ev.customer, amountEuro: ev.amountEuro, reply, draft: 1 });
  });

  refundFlow.step(
    { accepts: ReplyDrafted, emits: [ApprovalNeeded, ReplyApproved, RewriteAsked] },
    async function askForApproval(ev, ctx) {
      const requestId = `${ctx.runId}/${ev.draft}`;
      const question = `Refund ${ev.amountEuro} € to ${ev.customer} and send this reply?`;
      const answer = await ctx.waitForEvent(ApprovalGiven, {
        waiterId: `approval-${ev.draft}`,
        waiterEvent: new ApprovalNeeded({ requestId, question, reply: ev.reply }),
        where: { requestId },
      });
      if (answer.isApproved)
        return new ReplyApproved({ customer: ev.customer, reply: ev.reply, approvedBy: answer.by });
      const { customer, amountEuro, reply, draft } = ev;
      return new RewriteAsked({ customer, amountEuro, reply, draft, remark: answer.remark ?? "Make it better." });
    },
  );

  refundFlow.step({ accepts: RewriteAsked, emits: ReplyDrafted }, async function rewriteReply(ev, ctx) {
    const prompt = `Reply: rewrite this answer. ${ev.remark}\nCustomer: ${ev.customer}\n${ev.reply}`;
    const reply = await write(prompt, ctx.signal);
    return new ReplyDrafted({ customer: ev.customer, amountEuro: ev.amountEuro, reply, draft: ev.draft + 1 });
  });

  refundFlow.step({ accepts: ReplyApproved, emits: StopEvent }, function sendReply(ev) {
    return new StopEvent({ result: `sent to ${ev.customer}, approved by ${ev.approvedBy}: ${ev.reply}` });
  });

  return refundFlow;
}

// "Human in the loop": a question and an answer as two steps, and both within one step.

import {
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  StopEvent,
  Workflow,
  collect,
  defineEvent,
  defineHumanResponse,
} from "stepscope";
import { z } from "zod";

/** One step asks, another takes the answer. */
export class NumberWorkflow extends Workflow<Record<never, never>, string> {
  ask = this.step({ accepts: StartEvent, emits: InputRequiredEvent }, async () => {
    return new InputRequiredEvent({ prefix: "Enter a number: " });
  });

  answer = this.step({ accepts: HumanResponseEvent, emits: StopEvent }, async (ev) => {
    return new StopEvent({ result: ev.response });
  });
}

/** One step asks and goes on where it stopped; what comes before the question runs once. */
export class WaitingWorkflow extends Workflow<Record<never, never>, string> {
  readonly #beforeAsking: () => void;

  constructor(beforeAsking: () => void = () => undefined) {
    super();
    this.#beforeAsking = beforeAsking;
  }

  askUser = this.step({ accepts: StartEvent, emits: [InputRequiredEvent, StopEvent] }, async (_ev, ctx) => {
    this.#beforeAsking();
    const answer = await ctx.waitForEvent(HumanResponseEvent, {
      waiterEvent: new InputRequiredEvent({ prefix: "Enter a number: " }),
      waiterId: "get_number",
    });
    return new StopEvent({ result: answer.response });
  });
}

export class Approve extends defineEvent("Approve", z.object({ requestId: z.string() })) {}

export class Approval extends defineHumanResponse(
  "Approval",
  z.object({ requestId: z.string(), response: z.string() }),
) {}

export class Approved extends defineEvent("Approved", z.object({ requestId: z.string(), response: z.string() })) {}

/** Several questions at once: `where` brings each answer to the execution that asked for it. */
export class ManyQuestions extends Workflow<{ requestIds: string[] }, string[]> {
  start = this.step({ accepts: StartEvent, emits: Approve }, async (ev) => {
    return ev.requestIds.map((requestId) => new Approve({ requestId }));
  });

  ask = this.step({ accepts: Approve, emits: [InputRequiredEvent, Approved] }, async ({ requestId }, ctx) => {
    const answer = await ctx.waitForEvent(Approval, {
      waiterEvent: new InputRequiredEvent({ prefix: `Approve ${requestId}? ` }),
      waiterId: `approve-${requestId}`,
      where: { requestId },
    });
    return new Approved({ requestId, response: answer.response });
  });

  finish = this.step({ accepts: collect(Approved), emits: StopEvent }, async (events) => {
    return new StopEvent({ result: events.map((event) => `${event.requestId}: ${event.response}`) });
  });
}

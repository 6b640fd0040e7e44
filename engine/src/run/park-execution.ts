// How code that waits is parked: the record of its wait, and of going on to wait when it needs another answer too.

import { encodeFrozen } from "../codec/encode.ts";
import type { EncodedValue } from "../codec/encoded-value.ts";
import type { EventClass } from "../event/event-class.ts";
import { eventTypeOf } from "../event/event-identity.ts";
import type { WaitOptions } from "../workflow/step-context.ts";
import type { LiveExecution } from "./live-execution.ts";

/** A wait that begins. */
export interface Wait {
  readonly eventClass: EventClass;
  readonly waiterId: string;
  readonly options: WaitOptions;
}

/** Records a wait, and the question that goes with it. */
export function parkExecution(live: LiveExecution, { eventClass, waiterId, options }: Wait): void {
  const { host, execution, attempt } = live;
  const { waiterEvent, where, timeoutMs } = options;
  const isKnown = host.state.waiters.has(waiterId);
  const bodies = [];
  let waiterEventId: string | undefined;
  if (waiterEvent !== undefined && !isKnown) {
    const question = host.book.sendBody(waiterEvent, {
      offset: 0,
      cause: { kind: "execution", executionId: execution.id },
      origin: "waiter",
    });
    waiterEventId = question.data.eventId;
    bodies.push(question);
  }
  const data = {
    executionId: execution.id,
    step: execution.step,
    attempt,
    waiterId,
    eventType: eventTypeOf(eventClass),
    ...(where === undefined ? {} : { where: encodeWhere(where) }),
    ...(timeoutMs === undefined || isKnown ? {} : { deadlineMs: Math.ceil(host.clock.now() + timeoutMs) }),
    ...(waiterEventId === undefined ? {} : { waiterEventId }),
  };
  bodies.push({ kind: "step.waiting", data } as const);
  host.commit(bodies, waiterEvent === undefined || isKnown ? [] : [waiterEvent]);
}

/**
 * Records that code which has had one answer goes on to wait for another that is open; says whether it is. The code
 * keeps still meanwhile, so it gives its slot back.
 */
export function parkAgain({ host, execution, attempt }: LiveExecution, waiterId: string): boolean {
  const waiter = host.state.waiters.get(waiterId);
  if (waiter === undefined) return false;
  const { eventType, where, deadlineMs } = waiter;
  const data = {
    executionId: execution.id,
    step: execution.step,
    attempt,
    waiterId,
    eventType,
    ...(where === undefined ? {} : { where }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  };
  host.commit([{ kind: "step.waiting", data }]);
  return true;
}

function encodeWhere(where: object): EncodedValue {
  return encodeFrozen({ ...where }, "where");
}

// `collectEvents`: events gather in a buffer of their step, and each complete set is handed out once.

import type { RecordData } from "../trace/record.ts";
import { IdQueue } from "./id-queue.ts";
import { routeOf } from "./routing-table.ts";
import type { CollectBufferState, ExecutionState } from "./run-state.ts";
import { retainEvent, type Turn } from "./turn.ts";

/** `collect.buffered`. An execution adds an event once, however often its code runs again. */
export function reduceCollectBuffered(turn: Turn, data: RecordData["collect.buffered"]): void {
  const { state } = turn;
  const execution = state.executions.get(data.executionId);
  if (execution === undefined || findCollected(execution, data.bufferId, data.eventId) !== undefined) return;
  const buffer = bufferOf(turn, data);
  const type = askedTypeOf(turn, data);
  if (type !== undefined) {
    addTo(buffer, type, data.eventId);
    retainEvent(turn, data.eventId);
  }
  const fired = takeSet(buffer);
  (execution.collected ??= []).push({ bufferId: data.bufferId, eventId: data.eventId, fired });
  if (buffer.size === 0) state.buffers.delete(keyOf(data));
  if (fired === undefined) return;
  const { executionId, step, bufferId } = data;
  turn.derive({ kind: "collect.fired", data: { executionId, step, bufferId, eventIds: fired } });
}

/** What an execution gave to a buffer before. */
export function findCollected(
  execution: ExecutionState,
  bufferId: string,
  eventId: string,
): { readonly fired: readonly string[] | undefined } | undefined {
  return execution.collected?.find((one) => one.bufferId === bufferId && one.eventId === eventId);
}

function keyOf({ step, bufferId }: Pick<RecordData["collect.buffered"], "step" | "bufferId">): string {
  return `${step}/${bufferId}`;
}

function bufferOf({ state }: Turn, data: RecordData["collect.buffered"]): CollectBufferState {
  const { step, bufferId, classes, counts } = data;
  const known = state.buffers.get(keyOf(data));
  if (known !== undefined) {
    known.classes = classes;
    known.counts = counts;
    return known;
  }
  const buffer: CollectBufferState = { step, bufferId, classes, counts, have: new Map(), size: 0 };
  state.buffers.set(keyOf(data), buffer);
  return buffer;
}

/** The asked class that the event is counted under: its own, or the nearest it extends. */
function askedTypeOf({ state }: Turn, data: RecordData["collect.buffered"]): string | undefined {
  const event = state.events.get(data.eventId);
  if (event === undefined) return undefined;
  return routeOf(state.routing, event.type).lineage.find((type) => data.classes.includes(type));
}

function addTo(buffer: CollectBufferState, type: string, eventId: string): void {
  let queue = buffer.have.get(type);
  if (queue === undefined) {
    queue = new IdQueue();
    buffer.have.set(type, queue);
  }
  queue.push(eventId);
  buffer.size += 1;
}

/** The oldest complete set, taken out; its events stay referenced, for the execution that has them now. */
function takeSet(buffer: CollectBufferState): readonly string[] | undefined {
  const { classes, counts, have } = buffer;
  const need = new Map<string, number>();
  classes.forEach((type, index) => need.set(type, (need.get(type) ?? 0) + (counts?.[index] ?? 1)));
  for (const [type, count] of need) if ((have.get(type)?.size ?? 0) < count) return undefined;
  const taken: string[] = [];
  classes.forEach((type, index) => {
    for (let left = counts?.[index] ?? 1; left > 0; left--) {
      const eventId = have.get(type)?.shift();
      if (eventId !== undefined) taken.push(eventId);
    }
  });
  buffer.size -= taken.length;
  return taken;
}

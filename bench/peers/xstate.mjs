// xstate: promise actors invoked by a machine.

import { setImmediate as yieldTurn } from "node:timers/promises";
import { assign, createActor, enqueueActions, fromPromise, setup, toPromise } from "xstate";

const CONCURRENT_STEPS = 10;
const FAN_OUT_WORKERS = 16;

const addOne = fromPromise(async ({ input }) => input + 1);
const output = ({ event }) => event.output;

const tinyMachine = setup({ actors: { addOne } }).createMachine({
  context: { value: 0 },
  initial: "start",
  output: ({ context }) => context.value,
  states: Object.fromEntries(
    ["start", "a", "b"]
      .map((name, position, names) => [
        name,
        {
          invoke: {
            src: "addOne",
            input: ({ context }) => context.value,
            onDone: { target: names[position + 1] ?? "stop", actions: assign({ value: output }) },
          },
        },
      ])
      .concat([["stop", { type: "final" }]]),
  ),
});

function chainMachine(length, actor) {
  return setup({ actors: { hop: actor } }).createMachine({
    context: { value: 0 },
    initial: "hop",
    output: ({ context }) => context.value,
    states: {
      hop: {
        invoke: {
          src: "hop",
          input: ({ context }) => context.value,
          onDone: [
            { guard: ({ event }) => event.output === length, target: "stop", actions: assign({ value: output }) },
            { target: "hop", reenter: true, actions: assign({ value: output }) },
          ],
        },
      },
      stop: { type: "final" },
    },
  });
}

/** Keeps sixteen children at work until all numbers are done. */
function fanOutMachine(size) {
  const work = fromPromise(async ({ input }) => input);
  const next = ({ context, enqueue }) => {
    enqueue.spawnChild("work", { id: `work-${context.next}`, input: context.next });
    enqueue.assign({ next: context.next + 1 });
  };
  return setup({ actors: { work } }).createMachine({
    context: { next: 0, done: 0, sum: 0 },
    output: ({ context }) => context.sum,
    initial: "working",
    states: {
      working: {
        entry: enqueueActions(({ enqueue }) => {
          const first = Math.min(FAN_OUT_WORKERS, size);
          for (let n = 0; n < first; n += 1) enqueue.spawnChild("work", { id: `work-${n}`, input: n });
          enqueue.assign({ next: first });
        }),
        on: {
          "xstate.done.actor.*": {
            actions: enqueueActions((args) => {
              args.enqueue.stopChild(args.event.actorId);
              args.enqueue.assign({ done: args.context.done + 1, sum: args.context.sum + args.event.output });
              if (args.context.next < size) next(args);
            }),
          },
        },
        always: { guard: ({ context }) => context.done === size, target: "stop" },
      },
      stop: { type: "final" },
    },
  });
}

async function run(machine) {
  const actor = createActor(machine);
  const result = toPromise(actor);
  actor.start();
  return result;
}

export default async function open() {
  const yieldingHop = fromPromise(async ({ input }) => {
    await yieldTurn();
    return input + 1;
  });
  const short = chainMachine(CONCURRENT_STEPS, yieldingHop);
  return {
    run: {
      async tiny(size) {
        let sum = 0;
        for (let count = 0; count < size; count += 1) sum += await run(tinyMachine);
        return sum;
      },
      chain: (size) => run(chainMachine(size, addOne)),
      "fan-out": (size) => run(fanOutMachine(size)),
      async concurrent(size) {
        const results = await Promise.all(Array.from({ length: size }, () => run(short)));
        return results.reduce((sum, value) => sum + value, 0);
      },
    },
  };
}

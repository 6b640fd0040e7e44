// @langchain/langgraph, bare and with its SQLite checkpointer.

import { join } from "node:path";
import { setImmediate as yieldTurn } from "node:timers/promises";
import { Annotation, END, START, Send, StateGraph } from "@langchain/langgraph";

const CONCURRENT_STEPS = 10;
const FAN_OUT_WORKERS = 16;

const State = Annotation.Root({ value: Annotation() });
const Gathered = Annotation.Root({
  size: Annotation(),
  done: Annotation({ reducer: (all, more) => all.concat(more), default: () => [] }),
  sum: Annotation(),
});

const addOne = async ({ value }) => ({ value: value + 1 });

function tinyGraph(checkpointer) {
  return new StateGraph(State)
    .addNode("start", addOne)
    .addNode("a", addOne)
    .addNode("b", addOne)
    .addEdge(START, "start")
    .addEdge("start", "a")
    .addEdge("a", "b")
    .addEdge("b", END)
    .compile({ checkpointer });
}

function chainGraph(checkpointer, length, pause) {
  const hop = async ({ value }) => {
    if (pause !== undefined) await pause();
    return { value: value + 1 };
  };
  return new StateGraph(State)
    .addNode("hop", hop)
    .addEdge(START, "hop")
    .addConditionalEdges("hop", ({ value }) => (value === length ? END : "hop"))
    .compile({ checkpointer });
}

function fanOutGraph(checkpointer) {
  return new StateGraph(Gathered)
    .addNode("split", async () => ({}))
    .addNode("work", async ({ n }) => ({ done: [n] }))
    .addNode("join", async ({ done }) => ({ sum: done.reduce((total, n) => total + n, 0) }))
    .addEdge(START, "split")
    .addConditionalEdges("split", ({ size }) => Array.from({ length: size }, (_, n) => new Send("work", { n })))
    .addEdge("work", "join")
    .addEdge("join", END)
    .compile({ checkpointer });
}

async function checkpointerFor(folder, mode) {
  if (mode === "bare") return undefined;
  const { SqliteSaver } = await import("@langchain/langgraph-checkpoint-sqlite");
  return SqliteSaver.fromConnString(join(folder, "langgraph.db"));
}

export default async function open(folder, mode) {
  const checkpointer = await checkpointerFor(folder, mode);
  const tiny = tinyGraph(checkpointer);
  const fanOut = fanOutGraph(checkpointer);
  const short = chainGraph(checkpointer, CONCURRENT_STEPS, () => yieldTurn());
  let threads = 0;
  const options = (steps) => ({
    recursionLimit: steps + 10,
    maxConcurrency: FAN_OUT_WORKERS,
    configurable: { thread_id: String((threads += 1)) },
  });
  return {
    run: {
      async tiny(size) {
        let sum = 0;
        for (let count = 0; count < size; count += 1) sum += (await tiny.invoke({ value: 0 }, options(3))).value;
        return sum;
      },
      chain: async (size) => (await chainGraph(checkpointer, size).invoke({ value: 0 }, options(size))).value,
      "fan-out": async (size) => (await fanOut.invoke({ size }, options(3))).sum,
      async concurrent(size) {
        const runs = Array.from({ length: size }, () => short.invoke({ value: 0 }, options(CONCURRENT_STEPS)));
        return (await Promise.all(runs)).reduce((sum, { value }) => sum + value, 0);
      },
    },
    close: async () => checkpointer?.db.close(),
  };
}

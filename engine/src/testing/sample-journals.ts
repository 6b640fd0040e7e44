// Journals with known shapes, for tests of readers and views that need no running engine.

import { RecordBuilder, type RecordBuilderOptions } from "./record-builder.ts";

/** A search, summarise and publish run: five branches, one retried after a 429, a person's approval, a store. */
export function researchJournal(options: RecordBuilderOptions = {}): RecordBuilder {
  const run = new RecordBuilder({ input: { question: "What changes in 2027?" }, version: "v15", ...options });
  run.write(["question"], "What changes in 2027?");
  const plan = run.queue("plan", run.send("StartEvent", { question: "What changes in 2027?" }));
  run.at(1).start(plan);
  run.at(3_000).llm(plan, { durationMs: 2_500, promptTokens: 312, completionTokens: 96, costUsd: 0.0002 });
  run.at(3_200).write(["plan", "queries"], ["a", "b", "c", "d", "e"], plan);
  const queries = Array.from({ length: 5 }, (_, branch) => run.send("SearchQuery", { branch }, plan));
  run.complete(plan);
  const searches = queries.map((event) => run.queue("search", event));
  for (const [worker, search] of searches.slice(0, 4).entries()) run.start(search, worker);
  const found: string[] = [];
  for (const [at, search] of searches.slice(0, 4).entries()) {
    run.at(4_000 + at * 500);
    found.push(run.send("SearchResult", { branch: at, pages: at + 3 }, search));
    run.complete(search);
    if (at === 0 && searches[4] !== undefined) run.start(searches[4], 0);
  }
  const summaries = found.map((event) => run.queue("summarise", event));
  for (const [worker, summary] of summaries.entries()) run.start(summary, worker);
  publishAfterApproval(run, finishFifthBranch(run, { search: searches[4] ?? "", summaries }));
  return run;
}

function finishFifthBranch(
  run: RecordBuilder,
  open: { readonly search: string; readonly summaries: readonly string[] },
): string {
  run.at(6_000);
  const fifth = run.queue("summarise", run.send("SearchResult", { branch: 4, pages: 7 }, open.search));
  run.complete(open.search);
  const [first = "", second = "", ...others] = open.summaries;
  run.at(6_500).llm(second, { durationMs: 640, status: "error" }).retry(second, 8_000);
  run.start(fifth, 1);
  for (const [at, summary] of [first, ...others, fifth].entries()) {
    run.at(8_000 + at * 700).write(["summaries", `s${at}`], `Summary ${at}`, summary);
    run.send("Summary", { text: `Summary ${at}` }, summary);
    run.complete(summary);
  }
  run.at(14_600).start(second, 1).at(16_000);
  const last = run.send("Summary", { text: "late" }, second);
  run.complete(second);
  const join = run.queue("join", last);
  run.start(join).after(20);
  const draft = run.queue("draft", run.send("Draft", { text: "All of it" }, join));
  run.complete(join);
  run
    .start(draft)
    .after(9_000)
    .llm(draft, { durationMs: 8_800, promptTokens: 9_000, completionTokens: 700, costUsd: 0.01 });
  return draft;
}

function publishAfterApproval(run: RecordBuilder, draft: string): void {
  const approve = run.queue("approve", run.send("DraftReady", {}, draft));
  run.complete(draft);
  run.start(approve).after(2).wait(approve, "ApprovalResponse");
  run.add({ kind: "run.idle", data: { waitingFor: ["ApprovalResponse"] } });
  run.after(159_000).answer(approve, run.send("ApprovalResponse", { approved: true }));
  const publish = run.queue("publish", run.send("Approved", {}, approve));
  run.complete(approve);
  run.start(publish).after(2_500).send("StopEvent", { result: "published" }, publish);
  run.complete(publish).finish("published");
}

/** One step sends `branches` events; a second handles them, `workers` at a time; every `failEvery`-th fails. */
export function fanOutJournal(
  branches: number,
  options: RecordBuilderOptions & { workers?: number; failEvery?: number } = {},
): RecordBuilder {
  const { workers = 8, failEvery = 80, ...rest } = options;
  const run = new RecordBuilder(rest);
  const split = run.queue("split", run.send("StartEvent", {}));
  run.start(split).after(5);
  const events = Array.from({ length: branches }, (_, branch) => run.send("Chunk", { branch }, split));
  run.complete(split);
  const executions = events.map((event) => run.queue("embed", event));
  for (let from = 0; from < branches; from += workers) {
    const batch = executions.slice(from, from + workers);
    for (const [worker, execution] of batch.entries()) run.start(execution, worker);
    for (const [at, execution] of batch.entries()) {
      run.after(3);
      if ((from + at + 1) % failEvery === 0) run.fail(execution);
      else {
        run.send("Embedded", { branch: from + at }, execution);
        run.complete(execution);
      }
    }
  }
  run.send("StopEvent", { result: branches });
  return run.finish(branches);
}

/** A chain of `length` executions, each sending the event of the next, two steps in turn. */
export function chainJournal(length: number, options: RecordBuilderOptions = {}): RecordBuilder {
  const run = new RecordBuilder(options);
  let event = run.send("StartEvent", {});
  for (let at = 0; at < length; at++) {
    const execution = run.queue(at % 2 === 0 ? "ping" : "pong", event);
    run.start(execution).after(2);
    run.write(["count"], at, execution);
    event = run.send(at === length - 1 ? "StopEvent" : "Ball", { at }, execution);
    run.complete(execution);
  }
  return run.finish(length);
}

/** A source of numbers in [0, 1) that repeats for a seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How large and how troubled a random journal is. */
export interface RandomJournalOptions extends RecordBuilderOptions {
  readonly seed: number;
  /** Most executions. @default 40 */
  readonly executions?: number;
  /** Leaves the run without an end. @default false */
  readonly isUnfinished?: boolean;
}

/** A journal of random but lawful happenings: fan-outs, retries, failures, waits, writes and pauses. */
export function randomJournal(options: RandomJournalOptions): RecordBuilder {
  const { seed, executions = 40, isUnfinished = false, ...rest } = options;
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const run = new RecordBuilder(rest);
  const queued: string[] = [];
  const running: string[] = [];
  const waiting: string[] = [];
  let made = 0;
  const queue = (event: string): void => {
    if (made++ < executions) queued.push(run.queue(`step${Math.floor(random() * 4)}`, event));
  };
  const leave = (from: string[], execution: string): void => {
    from.splice(from.indexOf(execution), 1);
  };
  const act = (execution: string): void => {
    const chance = random();
    if (chance < 0.1)
      run.write([pick(["a", "b"]) ?? "a", pick(["x", "y"]) ?? "x"], Math.floor(random() * 9), execution);
    else if (chance < 0.2) run.llm(execution, { durationMs: 1, promptTokens: 10, completionTokens: 2 });
    else {
      leave(running, execution);
      if (chance < 0.3) {
        run.retry(execution, Math.floor(random() * 50));
        queued.push(execution);
      } else if (chance < 0.35) run.fail(execution);
      else if (chance < 0.42) {
        run.wait(execution, "Answer");
        waiting.push(execution);
      } else {
        // The first ones always lead on, so that few journals end before they begin.
        const count = made < 6 ? 3 : Math.floor(random() * 4);
        const events = Array.from({ length: count }, (_, at) => run.send(`Event${at % 3}`, { at }, execution));
        run.complete(execution);
        for (const event of events) queue(event);
      }
    }
  };
  queue(run.send("StartEvent", { seed }));
  while (queued.length + running.length + waiting.length > 0) {
    run.after(random() < 0.05 ? 5_000 : Math.floor(random() * 20));
    const execution = random() < 0.5 ? queued.shift() : pick(running);
    if (execution === undefined) {
      const parked = waiting.shift();
      if (parked === undefined) continue;
      run.answer(parked, run.send("Answer", {}));
      running.push(parked);
    } else if (running.includes(execution)) act(execution);
    else {
      run.start(execution, running.length);
      running.push(execution);
    }
    if (isUnfinished && random() < 0.02) return run;
  }
  run.send("StopEvent", { result: seed });
  return isUnfinished ? run : run.finish(seed);
}

// Any number of plausible runs, each the same every time: what lists, searches and statistics are tested and timed on.

import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import type { RecordBody } from "../trace/record.ts";
import type { RunOpening } from "../trace/sink.ts";
import { seededRandom } from "../workflow/seeded-random.ts";
import { errorData, RecordBuilder } from "./record-builder.ts";

/** Options of {@link syntheticRun}. */
export interface SyntheticRunOptions {
  /** When the last run starts, epoch ms. */
  readonly endMs: number;
  /** Time from the first run's start to the last one's. */
  readonly spanMs: number;
  /** How many runs there are in all. */
  readonly runs: number;
}

/** A run and its whole journal. */
export interface SyntheticRun {
  readonly opening: RunOpening;
  readonly journal: RecordBuilder;
}

const WORKFLOWS: readonly { readonly name: string; readonly steps: readonly string[]; readonly seconds: number }[] = [
  { name: "research", steps: ["plan", "search", "summarise", "draft"], seconds: 40 },
  { name: "support-triage", steps: ["classify", "answer"], seconds: 4 },
  { name: "invoice-extract", steps: ["ocr", "extract", "check"], seconds: 12 },
  { name: "code-review", steps: ["fetch", "review"], seconds: 25 },
];
const SUBJECTS = [
  "battery recycling", "carbon footprint", "login failure", "late delivery", "cache keys", "cost centre",
  "إعادة تدوير البطاريات", "电池回收", "電池のリサイクル", "вторичная переработка", "paiement refusé", "🐈 pictures",
] as const; // prettier-ignore
const VERBS = ["Summarise", "Compare", "Explain", "Check", "Find", "Draft"] as const;
const TAGS = ["prod", "dev", "eu-policy", "nightly"] as const;
const MODELS = ["gpt-4o-mini", "gpt-4o", "claude-sonnet"] as const;
const FAILURES = [
  "429 rate limited",
  "fetch failed: ETIMEDOUT",
  "Unsupported page size 0 × 0",
  "Context length exceeded",
] as const;

/** The run with this number, from 0. The same arguments give the same run. */
export function syntheticRun(number: number, options: SyntheticRunOptions): SyntheticRun {
  const random = seededRandom(String(number));
  const workflow = pick(WORKFLOWS, random() ** 2);
  const version = number > options.runs * 0.7 ? "v15" : "v14";
  const startedAtMs = Math.round(options.endMs - options.spanMs * (1 - (number + 1) / options.runs));
  const definitionHash = `${workflow.name}-${version}`;
  const runId = runIdOf(startedAtMs, number);
  const input = { topic: `${pick(VERBS, random())} ${pick(SUBJECTS, random())} ${number}` };
  const tags = [pick(TAGS, random() ** 2), ...(number % 997 === 0 ? ["rare"] : [])];
  const started = { definitionHash, tags, sessionId: `session-${number % 5_000}`, userId: `user-${number % 300}` };
  const journal = new RecordBuilder({ runId, workflow: workflow.name, version, startedAtMs, input, started });
  journal.send("StartEvent", input);
  play(journal, { steps: workflow.steps, seconds: workflow.seconds * (version === "v15" ? 1.4 : 1), random });
  const graph = graphOf(workflow, version);
  return { opening: { runId, segment: 0, graph, definitionHash }, journal };
}

interface Play {
  readonly steps: readonly string[];
  readonly seconds: number;
  readonly random: () => number;
}

/** One step after the other, some retried, the last ones of some runs never ending well. */
function play(journal: RecordBuilder, { steps, seconds, random }: Play): void {
  const fate = random();
  for (const [at, step] of steps.entries()) {
    const execution = journal.queue(step, "e1");
    journal.after(1 + random() * 20).start(execution);
    const milliseconds = (seconds * 1_000 * (0.4 + random() ** 3 * 4)) / steps.length;
    if (random() < 0.04)
      journal
        .after(milliseconds / 4)
        .retry(execution, 500)
        .after(500)
        .start(execution);
    const promptTokens = Math.round(200 + random() * 8_000);
    const call = { promptTokens, completionTokens: Math.round(random() * 900), costUsd: promptTokens * 4e-7 };
    journal
      .after(milliseconds)
      .llm(execution, { durationMs: milliseconds * 0.9, model: pick(MODELS, random() ** 3), ...call });
    if (fate < 0.06 && at === steps.length - 1) return endBadly(journal, { execution, step, fate, random });
    journal.complete(execution);
  }
  journal.send("StopEvent", {});
  journal.finish(`Done: ${pick(SUBJECTS, random())}, in ${steps.length} steps`);
}

function endBadly(
  journal: RecordBuilder,
  {
    execution,
    step,
    fate,
    random,
  }: { readonly execution: string; readonly step: string; readonly fate: number; readonly random: () => number },
): void {
  const error = errorData(pick(FAILURES, random()));
  const timeout = errorData("Run timed out after 300 s", { name: "RunTimeoutError" });
  const end = (body: RecordBody) => void journal.after(1).add(body);
  if (fate < 0.035) {
    journal.fail(execution, error);
    end({ kind: "run.failed", data: { error, executionId: execution, step } });
  } else if (fate < 0.042)
    end({ kind: "run.timedOut", data: { error: timeout, afterMs: 300_000, activeSteps: [step] } });
  else if (fate < 0.055) end({ kind: "run.cancelled", data: { reason: "not needed any more" } });
  else if (fate < 0.059) {
    journal.wait(execution, "ApprovalResponse");
    end({ kind: "run.idle", data: { waitingFor: ["ApprovalResponse"] } });
  }
}

function graphOf(
  workflow: { readonly name: string; readonly steps: readonly string[] },
  version: string,
): WorkflowGraph {
  return {
    formatVersion: 1,
    name: workflow.name,
    version,
    startEvent: "StartEvent",
    stopEvent: "StopEvent",
    steps: workflow.steps.map((name, at) => ({
      name,
      input: { kind: "event" },
      accepts: [at === 0 ? "StartEvent" : `${workflow.steps[at - 1]}Done`],
      acceptSubclasses: false,
      emits: [at === workflow.steps.length - 1 ? "StopEvent" : `${name}Done`],
      workers: 4,
    })),
    events: [
      { type: "StartEvent", role: "start" },
      { type: "StopEvent", role: "stop" },
      ...workflow.steps.slice(0, -1).map((name) => ({ type: `${name}Done`, role: "plain" as const })),
    ],
  };
}

/** A UUIDv7 with this time, and the number in place of randomness. */
function runIdOf(timeMs: number, number: number): string {
  const time = timeMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

function pick<T>(list: readonly [T, ...T[]] | readonly T[], fraction: number): T {
  const item = list[Math.min(list.length - 1, Math.floor(fraction * list.length))];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}

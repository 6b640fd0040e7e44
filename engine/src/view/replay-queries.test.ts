import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldJournal } from "../testing/fold-journal.ts";
import { RecordBuilder } from "../testing/record-builder.ts";
import { fanOutJournal, randomJournal, researchJournal } from "../testing/sample-journals.ts";
import { findInRun } from "./find-in-run.ts";
import { dominantPhase, phaseAt, phaseCountsAt } from "./phase-at.ts";
import { nextStop, stopSeqs } from "./stop-condition.ts";

const view = foldJournal(researchJournal());

describe("phases at a record", () => {
  it("follow a retried execution from record to record", () => {
    const second = view.executions.find((one) => one.step === "summarise" && one.ordinal === 2);
    if (second === undefined) throw new Error("the journal has two summaries");
    const [first, retry] = second.attempts;
    const at = (seq: number | undefined): string => phaseAt(second, seq ?? 0);
    expect(at(second.firstSeq - 1)).toBe("notYet");
    expect(at(second.firstSeq)).toBe("queued");
    expect(at(first?.startedSeq)).toBe("running");
    expect(at(first?.endedSeq)).toBe("backingOff");
    expect(at(retry?.startedSeq)).toBe("running");
    expect(at(second.endedSeq)).toBe("completed");
  });

  it("end as the view says, and never go back to not yet", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = foldJournal(randomJournal({ seed }));
        for (const execution of random.executions) {
          let isThere = false;
          for (let seq = 0; seq <= random.lastSeq; seq++) {
            const phase = phaseAt(execution, seq);
            if (isThere) expect(phase).not.toBe("notYet");
            isThere ||= phase !== "notYet";
          }
          const end = phaseAt(execution, random.lastSeq);
          expect(end).toBe(execution.outcome === "unfinished" ? "cut" : execution.outcome);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("of many have one that stands for them", () => {
    const fan = foldJournal(fanOutJournal(20, { workers: 4, failEvery: 7 }));
    const members = fan.executions.filter((one) => one.step === "embed").map((one) => one.index);
    const counts = phaseCountsAt(fan, members, fan.lastSeq);
    expect(counts).toMatchObject({ completed: 18, failed: 2, running: 0 });
    expect(dominantPhase(counts)).toBe("failed");
    expect(dominantPhase(phaseCountsAt(fan, members, 1))).toBe("notYet");
    const middle = fan.executions[members[5] ?? 0]?.attempts[0]?.startedSeq ?? 0;
    expect(dominantPhase(phaseCountsAt(fan, members, middle))).toBe("running");
  });
});

describe("conditions that a replay stops at", () => {
  it("are met where they happen", () => {
    const kindsAt = (condition: Parameters<typeof stopSeqs>[1]): string[] =>
      [...stopSeqs(view, condition)].map((seq) => researchJournal().records[seq - 1]?.kind ?? "");
    expect(kindsAt({ kind: "retry" })).toEqual(["step.retryScheduled"]);
    expect(kindsAt({ kind: "wait" })).toEqual(["step.waiting"]);
    expect(kindsAt({ kind: "stepStarted", step: "search" })).toEqual(Array.from({ length: 5 }, () => "step.started"));
    expect(kindsAt({ kind: "stepEnded", step: "draft" })).toEqual(["step.completed"]);
    expect(kindsAt({ kind: "eventSent", type: "Summary" })).toHaveLength(5);
    expect(kindsAt({ kind: "error" })).toEqual([]);
  });

  it("see failures of steps and of the run", () => {
    const run = new RecordBuilder();
    const step = run.queue("work", run.send("StartEvent", {}));
    run
      .start(step)
      .fail(step)
      .add({ kind: "run.failed", data: { error: { name: "Error", message: "no" }, executionId: step } });
    expect([...stopSeqs(foldJournal(run), { kind: "error" })]).toEqual([5, 6]);
  });

  it("see writes to a path, to what it is in, and to what is in it, or of one value alone", () => {
    const run = new RecordBuilder();
    run
      .write(["a", "b"], 1)
      .write(["a"], { b: 2 })
      .write(["c"], 1)
      .write(["a", "b", "c"], 3)
      .write(["a", "b"], { x: 1, y: 2 });
    const state = foldJournal(run);
    expect([...stopSeqs(state, { kind: "stateWritten", path: ["a", "b"] })]).toEqual([2, 3, 5, 6]);
    expect([...stopSeqs(state, { kind: "stateWritten", path: ["a", "b"], equals: { y: 2, x: 1 } })]).toEqual([6]);
  });

  it("are looked for from where the replay stands", () => {
    const lists = [Uint32Array.of(3, 9), Uint32Array.of(5), new Uint32Array()];
    expect([0, 3, 5, 9].map((seq) => nextStop(lists, seq))).toEqual([3, 5, 9, undefined]);
  });
});

describe("find in run", () => {
  const kindsOf = (text: string): string[] => findInRun(view, text).matches.map((match) => match.kind);

  it("looks into names, payloads, errors, writes and results, whatever the case", () => {
    expect(kindsOf("SUMMARISE")).toEqual(Array.from({ length: 5 }, () => "execution"));
    expect(kindsOf("too many requests")).toEqual(["execution"]);
    expect(kindsOf("all of it")).toEqual(["event"]);
    expect(kindsOf("Summary 2")).toEqual(["event", "state"]);
    expect(kindsOf("published")).toEqual(["run", "event"]);
  });

  it("takes every character for itself", () => {
    const run = new RecordBuilder();
    for (const text of ["a.b", "(x)", "[1]-{2}", "C:\\n", "日本語", "🦊", "$100^*"]) {
      run.add({ kind: "log", data: { level: "info", message: text } });
    }
    const logs = foldJournal(run);
    for (const [at, text] of ["a.b", "(x)", "]-{", "\\n", "本", "🦊", "0^*"].entries()) {
      expect(findInRun(logs, text).matches.map((match) => match.index)).toEqual([at]);
    }
  });

  it("says so when it stopped early", () => {
    expect(findInRun(view, "e", { limit: 2 })).toMatchObject({ isComplete: false, matches: [{}, {}] });
    const many = foldJournal(fanOutJournal(600));
    expect(findInRun(many, "nowhere", { isLate: () => true }).isComplete).toBe(false);
    expect(findInRun(many, "nowhere").isComplete).toBe(true);
  });

  it("cuts a long text to what stands around the match", () => {
    const run = new RecordBuilder({ workflow: "w" });
    run.add({ kind: "log", data: { level: "info", message: `${"a".repeat(500)}needle${"b".repeat(500)}` } });
    expect(findInRun(foldJournal(run), "needle").matches[0]?.excerpt).toBe(`${"a".repeat(24)}needle${"b".repeat(56)}`);
  });
});

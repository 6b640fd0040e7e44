// What the lists, the searches and the figures of a million runs cost, asked of the reader itself.

import { openSqliteReader } from "stepscope/store";
import { readQuestions } from "../read-questions.ts";
import type { Measured } from "./budget.ts";
import { sampled } from "./page-probe.ts";

/** Each question, warm. */
export async function measureManyRuns(database: string, samples: number): Promise<readonly Measured[]> {
  const reader = await openSqliteReader({ database });
  try {
    const questions = readQuestions(reader, {
      nowMs: (await reader.runs({ limit: 1 })).runs[0]?.startedAtMs ?? Date.now(),
      workflow: "code-review",
      tag: "prod",
      step: "ocr",
      model: "gpt-4o",
      session: (round) => `session-${round}`,
      fewHits: (round) => `battery recycling ${round * 1_000 + 3}`,
      manyHits: "battery",
      twoCharacters: "电池",
    });
    const measured: Measured[] = [];
    for (const [name, ask] of Object.entries(questions)) {
      await ask(0);
      const timed = async (round: number): Promise<number> => {
        const begun = performance.now();
        await ask(round + 1);
        return performance.now() - begun;
      };
      const budget = { name: `of 1,000,000 runs: ${name}`, unit: "ms", figure: "median" } as const;
      measured.push({ budget, samples: await sampled(Math.max(samples, 10), timed) });
    }
    return measured;
  } finally {
    await reader.close();
  }
}

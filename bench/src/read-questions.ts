// The questions that the dashboard's lists ask of a store, for measuring how long the answers take.

import type { TraceReader } from "stepscope/view";

/** Values that occur in the store asked. */
export interface StoredValues {
  /** The newest time in the store, epoch ms. */
  readonly nowMs: number;
  readonly workflow: string;
  readonly tag: string;
  readonly step: string;
  readonly model: string;
  readonly session: (round: number) => string;
  readonly fewHits: (round: number) => string;
  readonly manyHits: string;
  /** Too short for the index of texts. */
  readonly twoCharacters: string;
}

type Questions = Readonly<Record<string, (round: number) => Promise<unknown>>>;

const HOUR_MS = 3_600_000;

/** Each question by what it asks. */
export function readQuestions(reader: TraceReader, values: StoredValues): Questions {
  return { ...listQuestions(reader, values), ...figureQuestions(reader, values) };
}

function listQuestions(reader: TraceReader, values: StoredValues): Questions {
  const { workflow, tag } = values;
  return {
    "first page of 50 runs": () => reader.runs(),
    "page 20": async () => {
      let cursor: string | undefined;
      for (let page = 0; page < 20; page += 1)
        cursor = (await reader.runs(cursor === undefined ? {} : { cursor })).next;
    },
    "failed runs": () => reader.runs({ filter: { statuses: ["failed"] } }),
    "failed runs of one workflow": () => reader.runs({ filter: { statuses: ["failed"], workflows: [workflow] } }),
    "runs with a tag": () => reader.runs({ filter: { tags: [tag] } }),
    "runs with a step": () => reader.runs({ filter: { steps: [values.step] } }),
    "runs with a model": () => reader.runs({ filter: { models: [values.model] } }),
    "runs of a session": (round) => reader.runs({ filter: { sessionIds: [values.session(round)] } }),
    "retried runs": () => reader.runs({ filter: { retries: { min: 1 } } }),
    "longest first": () => reader.runs({ sort: { key: "duration", descending: true } }),
    "failed runs of one workflow, longest first": () =>
      reader.runs({
        filter: { statuses: ["failed"], workflows: [workflow] },
        sort: { key: "duration", descending: true },
      }),
    "search, few hits": (round) => reader.runs({ filter: { texts: [values.fewHits(round)] } }),
    "search, many hits": () => reader.runs({ filter: { texts: [values.manyHits] } }),
    "search, no hits": () => reader.runs({ filter: { texts: ["zzzqqq"] } }),
    "search, two characters": () => reader.runs({ filter: { texts: [values.twoCharacters] } }),
    "search, two characters that do not occur": () => reader.runs({ filter: { texts: ["zq"] } }),
    "open a run": async () => {
      const [first] = (await reader.runs({ limit: 1 })).runs;
      if (first === undefined) throw new Error("no run");
      await Promise.all([reader.run(first.runId), reader.records(first.runId), reader.spans(first.runId)]);
    },
  };
}

function figureQuestions(reader: TraceReader, { nowMs, tag, manyHits }: StoredValues): Questions {
  const range = (hours: number, buckets: number) => ({ fromMs: nowMs - hours * HOUR_MS, toMs: nowMs, buckets });
  return {
    "count of failed runs": () => reader.countRuns({ statuses: ["failed"] }),
    facets: () => reader.facets(),
    "facets of failed runs": () => reader.facets({ statuses: ["failed"] }),
    "facets of a search": () => reader.facets({ texts: [manyHits] }),
    "histogram of an hour": () => reader.histogram({}, range(1, 60)),
    "histogram of 30 days": () => reader.histogram({}, range(720, 96)),
    "histogram of 30 days, one tag": () => reader.histogram({ tags: [tag] }, range(720, 96)),
    "overview of an hour": () => reader.overview(range(1, 60)),
    "overview of a day": () => reader.overview(range(24, 48)),
    "overview of 7 days": () => reader.overview(range(168, 56)),
    workflows: () => reader.workflows(),
  };
}

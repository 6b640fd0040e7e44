// `stepscope export`: sends the traces of stored runs to Phoenix, or to any other back end that takes OTLP, once more.

import { openReadOnly } from "@stepscope/database/migrate";
import { exportEndpoint } from "../observe/export-endpoint.ts";
import { deliverSpans, type DeliveryProgress, type DeliveryResult } from "../sinks/otel-export/deliver-spans.ts";
import { encodeSpan } from "../sinks/otel-export/otlp-span.ts";
import type { OutboxSpan } from "../sinks/otel-export/outbox.ts";
import type { ExportTarget } from "../sinks/otel-export/otlp-sender.ts";
import { rebuildSpans } from "../sinks/otel/rebuild-spans.ts";
import { existingDatabase } from "./assert-database-readable.ts";
import { CommandFailure } from "./command-failure.ts";
import type { Command } from "./command.ts";
import { DATABASE_OPTION } from "./command-option.ts";
import { countText } from "./count-text.ts";
import type { ParsedOptions } from "./parse-options.ts";
import { parseMomentMs } from "./parse-quantity.ts";
import { ProgressLine } from "./progress-line.ts";
import { type SelectedRuns, StoredRuns } from "./stored-runs.ts";
import { stopSignal } from "./stop-signal.ts";
import { UsageError } from "./usage-error.ts";

/** The command. */
export const exportCommand: Command = {
  name: "export",
  summary: "send the traces of stored runs to Phoenix or another OpenTelemetry back end",
  usage: "export --to <endpoint> [--db <file>] [--run <id>]… [--workflow <name>]… [--since <when>]",
  description: [
    "Makes the spans of each run once more from its journal, with the ids they had, and sends them. What the back end has " +
      "already it does not get twice: Phoenix knows spans by their ids. A run that was recorded without OpenTelemetry gets ids " +
      "that are the same each time. Child runs go with their parents; runs that are not over are left out.",
    "Phoenix is asked afterwards for every span, because it may answer yes and lose it; any other back end is taken by its " +
      "word. The exit code is 1 when anything could not be delivered: run the same command again then.",
    "Keys are taken from the environment, where no process list shows them: PHOENIX_API_KEY, or the variable named with " +
      "--api-key, or OTEL_EXPORTER_OTLP_HEADERS.",
  ],
  options: [
    { name: "to", value: "<endpoint>", summary: "where to, such as http://localhost:6006 (/v1/traces is added)" },
    DATABASE_OPTION,
    { name: "run", value: "<id>", isRepeatable: true, summary: "only this run; may be given several times" },
    {
      name: "workflow",
      value: "<name>",
      isRepeatable: true,
      summary: "only runs of this workflow; may be given several times",
    },
    { name: "since", value: "<when>", summary: "only runs begun since then: 24h, 7d, or a date such as 2026-11-01" },
    {
      name: "project",
      value: "<name>",
      summary: "Phoenix project; default: PHOENIX_PROJECT_NAME, else the one these runs went to",
    },
    {
      name: "api-key",
      value: "<variable>",
      summary: "the environment variable that holds the key; default: PHOENIX_API_KEY",
    },
  ],
  examples: [
    {
      line: "stepscope export --to http://localhost:6006",
      does: "everything in this folder's database, to Phoenix on this machine",
    },
    {
      line: "stepscope export --to http://localhost:6006 --since 24h --workflow research",
      does: "what one workflow did today",
    },
    {
      line: "stepscope export --to https://otel.example.com/v1/traces --run 019ab2…",
      does: "one run, to any OTLP back end",
    },
  ],
  run: runExport,
};

const LOT_SPANS = 512;

async function runExport(options: ParsedOptions): Promise<number> {
  const target = targetOf(options);
  const since = options.text("since");
  const selection = {
    runIds: options.texts("run"),
    workflows: options.texts("workflow"),
    sinceMs: since === undefined ? undefined : parseMomentMs("since", since, Date.now()),
  };
  const path = existingDatabase(options.text("db"));
  using database = openReadOnly(path);
  const stored = new StoredRuns(database);
  const selected = stored.select(selection);
  sayWhatIsLeftOut(selected);
  if (selected.runIds.length === 0) {
    console.log(`No runs to export in ${path}.`);
    return selected.missing.length > 0 ? 1 : 0;
  }
  const project =
    options.text("project") ??
    process.env["PHOENIX_PROJECT_NAME"] ??
    stored.projectAt(new URL(target.tracesUrl).origin);
  const result = await send({ stored, runIds: selected.runIds, target, project });
  return report(result, { runs: selected.runIds.length, target, project, hasMissing: selected.missing.length > 0 });
}

function targetOf(options: ParsedOptions): ExportTarget {
  const to = options.text("to");
  if (to === undefined) throw new UsageError("export needs --to <endpoint>, such as --to http://localhost:6006");
  if (!/^https?:\/\//.test(to) || !URL.canParse(to))
    throw new UsageError(`--to needs an address such as http://localhost:6006, not ${JSON.stringify(to)}`);
  const variable = options.text("api-key");
  const apiKey = variable === undefined ? undefined : process.env[variable];
  if (variable !== undefined && !apiKey)
    throw new UsageError(`--api-key names an environment variable, and ${JSON.stringify(variable)} is not set`);
  const target = exportEndpoint(
    { endpoint: to, ...(apiKey === undefined ? {} : { apiKey }) },
    { ...process.env, OTEL_SDK_DISABLED: undefined, OTEL_TRACES_EXPORTER: undefined },
  );
  if (target === undefined) throw new UsageError("export needs --to <endpoint>");
  return target;
}

function sayWhatIsLeftOut({ missing, unfinished }: SelectedRuns): void {
  for (const runId of missing) console.error(`There is no run ${runId} among those asked for.`);
  if (unfinished > 0) console.error(`${countText(unfinished, "run")} left out: not over yet.`);
}

interface Shipment {
  readonly stored: StoredRuns;
  readonly runIds: readonly string[];
  readonly target: ExportTarget;
  readonly project: string | undefined;
}

async function send({ stored, runIds, target, project }: Shipment): Promise<DeliveryResult> {
  const line = new ProgressLine();
  const signal = stopSignal();
  let runs = 0;
  function* lots(): Generator<readonly OutboxSpan[]> {
    for (const runId of runIds) {
      yield* lotsOf(stored, runId, project);
      runs++;
    }
  }
  const onProgress = ({ spans, delivered }: DeliveryProgress): void =>
    line.show(
      `${runs} of ${countText(runIds.length, "run")} read · ${countText(spans, "span")} · ${delivered.toLocaleString("en")} delivered`,
    );
  try {
    return await deliverSpans({ target, lots: lots(), onProgress, signal });
  } finally {
    line.clear();
  }
}

function* lotsOf(stored: StoredRuns, runId: string, project: string | undefined): Generator<readonly OutboxSpan[]> {
  const run = stored.read(runId);
  if (run === undefined) return;
  const resource = { attributes: { "service.name": process.env["OTEL_SERVICE_NAME"] ?? run.graph.name } };
  const spans = rebuildSpans(run, resource);
  for (let first = 0; first < spans.length; first += LOT_SPANS) {
    yield spans.slice(first, first + LOT_SPANS).map((span) => {
      const { traceId, spanId } = span.spanContext();
      return { runId, traceId, spanId, body: encodeSpan(span, project) };
    });
  }
}

function report(
  result: DeliveryResult,
  facts: {
    readonly runs: number;
    readonly target: ExportTarget;
    readonly project: string | undefined;
    readonly hasMissing: boolean;
  },
): number {
  const { spans, delivered, refused, isConfirmed, lastError } = result;
  const { origin } = new URL(facts.target.tracesUrl);
  const place = `${isConfirmed ? "Phoenix at " : ""}${origin}${isConfirmed ? `, project ${facts.project ?? "default"}` : ""}`;
  if (delivered === spans && spans > 0) {
    console.log(
      `${countText(facts.runs, "run")}, ${countText(spans, "span")}: ${isConfirmed ? "all there, as seen in" : "all taken by"} ${place}.`,
    );
    return facts.hasMissing ? 1 : 0;
  }
  const reason = lastError === undefined ? "" : ` (${lastError})`;
  if (delivered === 0 && refused === 0 && !isConfirmed)
    throw new CommandFailure(
      `nothing could be delivered to ${origin}${reason}. Is it running? Nothing was changed; run the command again then.`,
    );
  const lost = spans - delivered - refused;
  const parts = [
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(lost > 0 ? [`${lost} not seen there (a span stays in the project it came to first)`] : []),
  ];
  throw new CommandFailure(
    `${delivered} of ${countText(spans, "span")} delivered to ${place}; ${parts.join(", ")}${reason}. Run the command again: nothing is stored twice.`,
  );
}

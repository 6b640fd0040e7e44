// The page that says how the dashboard stands against its budgets.

import { cpus, totalmem } from "node:os";
import { type Measured, budgetTable, verdictOf } from "./budget.ts";

/** What the figures depend on. */
export interface Circumstances {
  /** Version of the browser. */
  readonly browser: string;
  /** Load of the machine before and after. */
  readonly loads: readonly [number, number];
  /** What could not be measured, and why. */
  readonly failures: readonly string[];
}

/** The whole page, in Markdown. */
export function writeBudgetReport(measured: readonly Measured[], { browser, loads, failures }: Circumstances): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform}`;
  const date = new Date().toISOString().slice(0, 10);
  const missed = measured.filter((one) => verdictOf(one) === "missed").map((one) => one.budget.name);
  const judged = measured.filter((one) => one.budget.limit !== undefined);
  return [
    "# The dashboard against its budgets",
    "",
    `Measured on ${date} with \`npm run budgets -w @stepscope/bench\`: ${machine}, Node ${process.versions.node}, Chromium ${browser},`,
    `a production build, headless, 1440 × 900. Load of the machine before and after: ${loads.map((load) => load.toFixed(1)).join(" and ")}`,
    `on ${cpus().length} processors; server, browser and writer share them.`,
    "",
    `Of ${judged.length} budgets ${judged.length - missed.length} are met.${missed.length === 0 ? "" : ` Missed: ${missed.join("; ")}.`}`,
    ...(failures.length === 0 ? [] : ["", `Not measured: ${failures.join("; ")}.`]),
    "",
    ...budgetTable(judged),
    "",
    "## Without a budget",
    "",
    "Pages are opened in a new browser context each time. Questions about 1,000,000 runs are asked of the reader itself, warm.",
    "",
    ...budgetTable(measured.filter((one) => one.budget.limit === undefined)),
    "",
    "## How",
    "",
    "- Times of pages are by the page's own clock: from the start of navigation, or from the event that a press or a key",
    "  causes, to the first frame in which the result is in the document.",
    "- The script of a zoom step is the browser's own account of script time, with everything that the step causes.",
    "- The heap is that of the page after a garbage collection, without its workers.",
    "- Scripts are all that the browser loads until the network is quiet, each compressed with gzip. Their size is the same",
    "  each time.",
    "- A comparison in the worker begins when both journals are folded; the row below it has everything, from the address",
    "  to the rows: reading both journals, sending, folding, comparing, drawing.",
    "- The live row begins before the step goes on, so writing the records is part of it.",
    "",
  ].join("\n");
}

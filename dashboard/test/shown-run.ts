// What the page of a run shows of it, and what it should show by the engine's own account.

import type { Page } from "playwright-core";
import { dominantPhase, executionGraph, phaseCountsAt, siblingGroups } from "stepscope/view";
import { previewOf, shownValue } from "../src/lib/encoded.ts";
import type { StoredRun } from "./stored-run.ts";

/** The first keys of the state, as the panel writes them. */
export async function shownState(page: Page): Promise<readonly string[]> {
  const rows = page.locator("[data-state-path]:not([data-state-path*='.'])");
  return (await rows.locator("button.truncate").allInnerTexts()).map((text) => text.replaceAll(/\s+/gu, " "));
}

/** The same, from the engine's reducer. */
export function expectedState(run: StoredRun, seq: number): readonly string[] {
  const shown = shownValue(run.timeline.storeAt(seq));
  const entries = shown.kind === "object" ? shown.entries : [];
  return entries.map(([key, value]) => `${key}:${previewOf(value, 80)}`.replaceAll(/\s+/gu, " "));
}

/** The phase of every node on the canvas. */
export async function shownPhases(page: Page): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(() => {
    const nodes = [...document.querySelectorAll<HTMLElement>("[data-node]")];
    return Object.fromEntries(nodes.map((node) => [node.dataset["node"] ?? "", node.dataset["phase"] ?? ""]));
  });
}

/** The same, from the engine's records. */
export function expectedPhases({ view, graph }: StoredRun, seq: number): Readonly<Record<string, string>> {
  const model = executionGraph(view, { graph, groups: siblingGroups(view) });
  const phaseOf = (indexes: readonly number[]): string =>
    indexes.length === 0 ? "notYet" : dominantPhase(phaseCountsAt(view, indexes, seq));
  return Object.fromEntries(model.nodes.map((node) => [node.id, phaseOf(node.executionIndexes)]));
}

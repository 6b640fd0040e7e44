// Whether a run in memory meets a filter.

import type { MemoryRun } from "../../trace/memory-store.ts";
import { searchTextOf } from "../../trace/value-text.ts";
import type { NumberRange, RunFilter, RunStatusFilter } from "../../view/run-filter.ts";

const SEARCH_LENGTH = 16 * 1_024;

/** The status that filters and facets see. */
export function statusFilterOf({ aggregate }: MemoryRun): RunStatusFilter {
  return aggregate.status === "running" && aggregate.backingOff > 0 ? "retrying" : aggregate.status;
}

/** Whether `run` meets every part of `filter`. */
export function matchesFilter(run: MemoryRun, filter: RunFilter): boolean {
  return matchesFields(run, filter) && matchesNumbers(run, filter) && matchesTexts(run, filter.texts ?? []);
}

function matchesFields(run: MemoryRun, filter: RunFilter): boolean {
  const { aggregate } = run;
  return (
    isOneOf(filter.statuses, statusFilterOf(run)) &&
    isOneOf(filter.workflows, aggregate.graph.name) &&
    isOneOf(filter.definitionHashes, aggregate.definitionHash) &&
    isOneOf(filter.sessionIds, aggregate.sessionId) &&
    isOneOf(filter.userIds, aggregate.userId) &&
    isOneOf(filter.parentRunIds, aggregate.parent?.runId) &&
    isOneOf(filter.failedSteps, aggregate.failedStep) &&
    hasOneOf(filter.tags, aggregate.tags) &&
    hasOneOf(filter.steps, [...aggregate.steps.keys()]) &&
    hasOneOf(filter.models, [...aggregate.models.keys()])
  );
}

function matchesNumbers({ aggregate }: MemoryRun, filter: RunFilter): boolean {
  return (
    aggregate.startedAtMs >= (filter.fromMs ?? Number.NEGATIVE_INFINITY) &&
    aggregate.startedAtMs < (filter.toMs ?? Number.POSITIVE_INFINITY) &&
    isWithin(filter.durationMs, aggregate.durationMs) &&
    isWithin(filter.activeMs, aggregate.activeMs) &&
    isWithin(filter.retries, aggregate.retries) &&
    isWithin(filter.totalTokens, aggregate.totalTokens) &&
    isWithin(filter.costUsd, aggregate.costUsd)
  );
}

function matchesTexts({ aggregate: run }: MemoryRun, texts: readonly string[]): boolean {
  if (texts.length === 0) return true;
  const searched = foldCase(
    [
      searchTextOf(run.input, SEARCH_LENGTH),
      run.result === undefined ? "" : searchTextOf(run.result, SEARCH_LENGTH),
      run.error === undefined ? "" : `${run.error.name}\n${run.error.message}`,
      [run.graph.name, ...run.tags, ...run.steps.keys(), ...run.eventTypes].join("\n"),
    ].join("\n"),
  );
  return texts.every((text) => searched.includes(foldCase(text)) || isIdPrefix(text, run.runId));
}

function isIdPrefix(text: string, runId: string): boolean {
  return /^[0-9a-f-]{8,36}$/i.test(text) && runId.startsWith(text.toLowerCase());
}

/** Case and accents do not count. */
function foldCase(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

function isOneOf<T>(allowed: readonly T[] | undefined, value: T | undefined): boolean {
  return allowed === undefined || allowed.length === 0 || (value !== undefined && allowed.includes(value));
}

function hasOneOf(allowed: readonly string[] | undefined, values: readonly string[]): boolean {
  return allowed === undefined || allowed.length === 0 || values.some((value) => allowed.includes(value));
}

function isWithin(range: NumberRange | undefined, value: number | undefined): boolean {
  if (range === undefined || (range.min === undefined && range.max === undefined)) return true;
  return value !== undefined && value >= (range.min ?? value) && value <= (range.max ?? value);
}

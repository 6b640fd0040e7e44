// The filter of the run list as it is typed: `status:failed step:embed dur:>10s "timeout"`, read and written.

import type { NumberRange, RunFilter, RunStatusFilter } from "stepscope/view";

/** One condition of a typed filter. */
export interface Condition {
  /** Absent: text to find. */
  readonly field?: string;
  readonly value: string;
  /** Set when it cannot be understood: what is wrong and what to write instead. */
  readonly problem?: string;
}

type ListKey =
  | "workflows"
  | "tags"
  | "steps"
  | "failedSteps"
  | "models"
  | "sessionIds"
  | "userIds"
  | "parentRunIds"
  | "definitionHashes";
type RangeKey = "durationMs" | "activeMs" | "retries" | "totalTokens" | "costUsd";

const LISTS: Readonly<Record<string, ListKey>> = {
  workflow: "workflows",
  tag: "tags",
  step: "steps",
  failed: "failedSteps",
  model: "models",
  session: "sessionIds",
  user: "userIds",
  parent: "parentRunIds",
  version: "definitionHashes",
};

const RANGES: Readonly<Record<string, RangeKey>> = {
  duration: "durationMs",
  active: "activeMs",
  retries: "retries",
  tokens: "totalTokens",
  cost: "costUsd",
};

const ALIASES: Readonly<Record<string, string>> = {
  wf: "workflow",
  dur: "duration",
  retry: "retries",
  "has-step": "step",
};

/** Statuses as they are typed. */
export const STATUS_VALUES: readonly RunStatusFilter[] = [
  "completed",
  "failed",
  "timedOut",
  "stalled",
  "cancelled",
  "running",
  "retrying",
  "waiting",
  "queued",
  "blocked",
];

/** Every field that can be typed. */
export const FILTER_FIELDS: readonly string[] = ["status", ...Object.keys(LISTS), ...Object.keys(RANGES)];

const TOKEN = /(?:([\p{L}-]+):)?(?:"([^"]*)"?|(\S+))/gu;

/** Distance of two words by single-letter edits; small words only. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function nearest(word: string, words: readonly string[]): string | undefined {
  const [best] = words
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(2, word.length / 3) ? best.candidate : undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  "": 1,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function amount(text: string, isDuration: boolean): number | undefined {
  const match = /^\$?(\d+(?:\.\d+)?)(ms|s|min|m|h|d|k|M)?$/u.exec(text);
  if (match === null) return undefined;
  const [, digits = "", unit = ""] = match;
  if (isDuration) {
    const scale = UNIT_MS[unit];
    return scale === undefined ? undefined : Number(digits) * (unit === "" ? 1000 : scale);
  }
  const scale = unit === "" ? 1 : unit === "k" ? 1000 : unit === "M" || unit === "m" ? 1_000_000 : undefined;
  return scale === undefined ? undefined : Number(digits) * scale;
}

/** `>10s`, `<2m`, `10s..1m`, `3`. Strict bounds step by the field's smallest amount. */
function range(key: RangeKey, text: string): NumberRange | undefined {
  const isDuration = key === "durationMs" || key === "activeMs";
  const step = key === "costUsd" ? 1e-9 : isDuration ? 0.001 : 1;
  const between = /^(.+)\.\.(.+)$/u.exec(text);
  if (between !== null) {
    const min = amount(between[1] ?? "", isDuration);
    const max = amount(between[2] ?? "", isDuration);
    return min === undefined || max === undefined ? undefined : { min, max };
  }
  const [, sign = "=", rest = ""] = /^(>=|<=|>|<|=)?(.*)$/u.exec(text) ?? [];
  const value = amount(rest, isDuration);
  if (value === undefined) return undefined;
  if (sign === ">") return { min: value + step };
  if (sign === ">=") return { min: value };
  if (sign === "<") return { max: value - step };
  return sign === "<=" ? { max: value } : { min: value, max: value };
}

function problemOf(field: string, value: string): string | undefined {
  if (field === "status") {
    const bad = value.split(",").find((part) => statusOf(part) === undefined);
    if (bad === undefined) return undefined;
    const close = nearest(bad, STATUS_VALUES);
    return `No status “${bad}”.${close === undefined ? "" : ` Did you mean ${close}?`}`;
  }
  if (LISTS[field] !== undefined) return value === "" ? `Write a value after ${field}:` : undefined;
  const key = RANGES[field];
  if (key !== undefined) {
    const example = key === "costUsd" ? ">0.05" : key === "durationMs" || key === "activeMs" ? ">10s" : ">1";
    return range(key, value) === undefined ? `Write an amount after ${field}: such as ${field}:${example}` : undefined;
  }
  const close = nearest(field, FILTER_FIELDS);
  return `No field “${field}”.${close === undefined ? "" : ` Did you mean ${close}?`}`;
}

function statusOf(text: string): RunStatusFilter | undefined {
  const plain = text.replaceAll(/[_\s-]/gu, "").toLowerCase();
  return STATUS_VALUES.find((status) => status.toLowerCase() === plain);
}

/** Reads a typed filter. Never fails: what it cannot understand carries its problem. */
export function parseConditions(text: string): readonly Condition[] {
  const conditions: Condition[] = [];
  for (const [, rawField, quoted, bare] of text.matchAll(TOKEN)) {
    const value = quoted ?? bare ?? "";
    if (rawField === undefined) {
      if (value !== "") conditions.push({ value });
      continue;
    }
    const field = ALIASES[rawField.toLowerCase()] ?? rawField.toLowerCase();
    if (/^https?$/u.test(field)) {
      conditions.push({ value: `${rawField}:${value}` });
      continue;
    }
    const problem = problemOf(field, value);
    conditions.push({ field, value, ...(problem === undefined ? {} : { problem }) });
  }
  return conditions;
}

/** Writes conditions as they would be typed. */
export function formatConditions(conditions: readonly Condition[]): string {
  return conditions
    .map(({ field, value }) => {
      const needsQuotes = field === undefined || /[\s"]/u.test(value);
      const text = needsQuotes ? `"${value.replaceAll('"', "")}"` : value;
      return field === undefined ? text : `${field}:${text}`;
    })
    .join(" ");
}

/** What a reader is asked for. Conditions with a problem are left out; two lists of one field are joined. */
export function toRunFilter(
  conditions: readonly Condition[],
  interval: { readonly fromMs?: number; readonly toMs?: number } = {},
): RunFilter {
  const lists: Partial<Record<ListKey, readonly string[]>> = {};
  const ranges: Partial<Record<RangeKey, NumberRange>> = {};
  const statuses: RunStatusFilter[] = [];
  const texts: string[] = [];
  for (const { field, value, problem } of conditions) {
    if (problem !== undefined) continue;
    if (field === undefined) {
      texts.push(value);
    } else if (field === "status") {
      statuses.push(...value.split(",").flatMap((part) => statusOf(part) ?? []));
    } else {
      const list = LISTS[field];
      const bounds = RANGES[field];
      if (list !== undefined) lists[list] = [...(lists[list] ?? []), ...value.split(",").filter((part) => part !== "")];
      else if (bounds !== undefined) ranges[bounds] = { ...ranges[bounds], ...range(bounds, value) };
    }
  }
  return {
    ...lists,
    ...ranges,
    ...(statuses.length === 0 ? {} : { statuses }),
    ...(texts.length === 0 ? {} : { texts }),
    ...(interval.fromMs === undefined ? {} : { fromMs: interval.fromMs }),
    ...(interval.toMs === undefined ? {} : { toMs: interval.toMs }),
  };
}

/** The values of a field that the filter asks for. */
export function valuesOf(conditions: readonly Condition[], field: string): readonly string[] {
  return conditions
    .filter((condition) => condition.field === field && condition.problem === undefined)
    .flatMap((condition) => condition.value.split(","));
}

/** Adds a value to a field, or takes it away; the other conditions keep their place. */
export function toggleValue(conditions: readonly Condition[], field: string, value: string): readonly Condition[] {
  const values = valuesOf(conditions, field);
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  const first = conditions.findIndex((condition) => condition.field === field);
  const rest = conditions.filter((condition) => condition.field !== field);
  if (next.length === 0) return rest;
  const place = first === -1 ? rest.length : Math.min(first, rest.length);
  return rest.toSpliced(place, 0, { field, value: next.join(",") });
}

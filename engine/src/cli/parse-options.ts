// Reads the options of a command, and says what is wrong with them in words that help.

import { parseArgs } from "node:util";
import { closestWord } from "./closest-word.ts";
import { HELP_OPTION, type CommandOption } from "./command-option.ts";
import { UsageError } from "./usage-error.ts";

/** The options that were given. */
export interface ParsedOptions {
  has(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
}

/**
 * Reads them.
 *
 * @throws UsageError for an option that is unknown, lacks its value or is given twice, and for anything else
 */
export function parseOptions(args: readonly string[], known: readonly CommandOption[]): ParsedOptions {
  const all = [...known, HELP_OPTION];
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      all.map(({ name, short, value }) => [
        name,
        { type: value === undefined ? "boolean" : "string", ...(short === undefined ? {} : { short }) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") throw new UsageError(`${quoted(token.value)} is not an option${hintFor(known)}`);
    if (token.kind === "option") takeOption(token, all, values);
  }
  return {
    has: (name) => values.has(name),
    text: (name) => values.get(name)?.at(-1),
    texts: (name) => values.get(name) ?? [],
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function takeOption(token: OptionToken, all: readonly CommandOption[], values: Map<string, string[]>): void {
  const option = all.find(({ name }) => name === token.name);
  if (option === undefined) {
    const meant = closestWord(
      token.name,
      all.map(({ name }) => name),
    );
    throw new UsageError(
      `there is no option ${token.rawName}${meant === undefined ? "" : `; did you mean --${meant}?`}`,
    );
  }
  const { name, value } = option;
  if (value === undefined) {
    if (token.value !== undefined) throw new UsageError(`--${name} takes no value, but got ${quoted(token.value)}`);
    values.set(name, [""]);
    return;
  }
  // `--db --port 80`: the next option is not what was meant.
  const isNextOption = token.inlineValue !== true && token.value?.startsWith("-") === true;
  if (token.value === undefined || token.value === "" || isNextOption)
    throw new UsageError(`--${name} needs a value: --${name} ${value}`);
  const before = values.get(name);
  if (before !== undefined && option.isRepeatable !== true) throw new UsageError(`--${name} is given twice`);
  values.set(name, [...(before ?? []), token.value]);
}

function hintFor(known: readonly CommandOption[]): string {
  return known.some(({ name }) => name === "db") ? "; a database is named with --db" : "";
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

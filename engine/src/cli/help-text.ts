// Writes the help: of the whole program, and of a command in short and in long.

import { styleText } from "node:util";
import type { Command } from "./command.ts";
import { HELP_OPTION, type CommandOption } from "./command-option.ts";

/** What the program can do, with an example of each command. */
export function programHelp(commands: readonly Command[]): string {
  const examples = commands.flatMap(({ examples: [first] }) => (first === undefined ? [] : [first]));
  return lines(
    "See, export and prune the runs that Stepscope has recorded.",
    "",
    heading("Usage"),
    "  stepscope <command> [options]",
    "",
    heading("Commands"),
    ...table(commands.map(({ name, summary }) => [name, summary])),
    "",
    heading("Examples"),
    ...table(examples.map(({ line, does }) => [line, does])),
    "",
    heading("Options"),
    ...table([
      ["-h, --help", "this text; `stepscope <command> --help` explains a command"],
      ["-v, --version", "the version"],
    ]),
    "",
    heading("Environment"),
    ...table([
      ["STEPSCOPE_DATABASE_URL", "the database, where --db names none"],
      ["STEPSCOPE_DEBUG=1", "shows where an error came from"],
      ["NO_COLOR=1", "no colours"],
    ]),
    "",
    "The exit code is 0 when all went well, 1 when something failed, 2 when the command line made no sense.",
  );
}

/** How a command is used; `isLong` adds what it does and examples. */
export function commandHelp(command: Command, isLong: boolean): string {
  return lines(
    sentence(command.summary),
    "",
    heading("Usage"),
    `  stepscope ${command.usage}`,
    "",
    heading("Options"),
    ...table([...command.options, HELP_OPTION].map((option) => [optionText(option), option.summary])),
    ...(isLong ? explanation(command) : []),
  );
}

function explanation(command: Command): readonly string[] {
  return [
    "",
    ...command.description.flatMap((paragraph) => [...wrapped(paragraph), ""]),
    heading("Examples"),
    ...command.examples.flatMap(({ line, does }) => [`  ${line}`, `      ${styleText("dim", does)}`]),
  ];
}

function optionText({ name, short, value }: CommandOption): string {
  return `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

const LINE_CHARS = 90;

function wrapped(text: string): readonly string[] {
  const out: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > LINE_CHARS) {
      out.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...out, line];
}

function heading(text: string): string {
  return styleText("bold", text);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

// Understands a command line, runs the command, and turns whatever goes wrong into one line and an exit code.

import { styleText } from "node:util";
import { DatabaseError } from "@stepscope/database/migrate";
import { StepscopeError } from "../errors/stepscope-error.ts";
import { SCOPE_VERSION } from "../trace/span-scope.ts";
import { closestWord } from "./closest-word.ts";
import type { Command } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { dashboardCommand } from "./dashboard-command.ts";
import { exportCommand } from "./export-command.ts";
import { commandHelp, programHelp } from "./help-text.ts";
import { parseOptions } from "./parse-options.ts";
import { pruneCommand } from "./prune-command.ts";
import { UsageError } from "./usage-error.ts";

/** All commands, as the help lists them. */
export const COMMANDS: readonly Command[] = [dashboardCommand, exportCommand, pruneCommand];

const FAILED = 1;
const MISUSED = 2;

/** Runs `stepscope` with these arguments; gives the exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  try {
    if (first === undefined || first === "-h" || first === "--help" || first === "help") return help(rest);
    if (first === "-v" || first === "--version" || first === "version") return print(`${SCOPE_VERSION}\n`);
    return await runCommand(find(first), rest);
  } catch (error) {
    return report(error, COMMANDS.find(({ name }) => name === first)?.name);
  }
}

function help([topic]: readonly string[]): number {
  if (topic === undefined || topic.startsWith("-")) return print(programHelp(COMMANDS));
  return print(commandHelp(find(topic), true));
}

async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  const asked = args.find((arg) => arg === "--help" || arg === "-h");
  if (asked !== undefined) return print(commandHelp(command, asked === "--help"));
  return command.run(parseOptions(args, command.options));
}

function find(name: string): Command {
  const command = COMMANDS.find((one) => one.name === name);
  if (command !== undefined) return command;
  const names = COMMANDS.map((one) => one.name);
  const meant = closestWord(name, names);
  const hint = meant === undefined ? `; the commands are ${names.join(", ")}` : `; did you mean ${meant}?`;
  throw new UsageError(`there is no ${name.startsWith("-") ? "option" : "command"} ${JSON.stringify(name)}${hint}`);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function report(error: unknown, command: string | undefined): number {
  const isMisuse = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  const tail = isMisuse
    ? `${/[?.]$/.test(message) ? "" : "."} See: stepscope ${command === undefined ? "" : `${command} `}--help`
    : hintFor(error);
  process.stderr.write(`${styleText("red", "stepscope:", { stream: process.stderr })} ${oneLine(message)}${tail}\n`);
  if (process.env["STEPSCOPE_DEBUG"] && error instanceof Error) console.error(error);
  return isMisuse ? MISUSED : FAILED;
}

/** Errors of ours say what to do; of any other, whoever knows the code must be able to see more. */
function hintFor(error: unknown): string {
  const isOurs = error instanceof CommandFailure || error instanceof StepscopeError || error instanceof DatabaseError;
  return isOurs ? "" : " (STEPSCOPE_DEBUG=1 shows where)";
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ").trim();
}

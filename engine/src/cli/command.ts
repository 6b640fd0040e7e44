// What a command of the command line is: its name, its options, what its help teaches, and what it does.

import type { CommandOption } from "./command-option.ts";
import type { ParsedOptions } from "./parse-options.ts";

/** A line to type, and what it does. */
export interface CommandExample {
  readonly line: string;
  readonly does: string;
}

/** One command. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  /** Paragraphs of the long help. */
  readonly description: readonly string[];
  readonly options: readonly CommandOption[];
  readonly examples: readonly CommandExample[];
  /**
   * Does it, and gives the exit code.
   *
   * @throws UsageError when the options make no sense
   */
  run(options: ParsedOptions): Promise<number>;
}

// An option of a command, and those that several commands share.

/** An option of a command. */
export interface CommandOption {
  readonly name: string;
  readonly short?: string;
  /** What stands for its value in the help; an option without it is a switch. */
  readonly value?: string;
  /** Whether it may be given several times. */
  readonly isRepeatable?: boolean;
  readonly summary: string;
}

/** The option that names the database, the same for every command. */
export const DATABASE_OPTION: CommandOption = {
  name: "db",
  value: "<file>",
  summary: "the database; default: STEPSCOPE_DATABASE_URL, else ./.stepscope/traces.db",
};

/** Understood by every command. */
export const HELP_OPTION: CommandOption = {
  name: "help",
  short: "h",
  summary: "-h shows the options, --help also explains",
};

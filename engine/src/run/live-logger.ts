// Lines of log from a step, written into the journal of its run.

import { encode } from "../codec/encode.ts";
import type { EncodedValue } from "../codec/encoded-value.ts";
import type { RecordData } from "../trace/record.ts";
import type { StepLogger } from "../workflow/step-context.ts";
import type { LiveExecution } from "./live-execution.ts";

/** The logger of one attempt. */
export class LiveLogger implements StepLogger {
  readonly #live: LiveExecution;

  constructor(live: LiveExecution) {
    this.#live = live;
  }

  debug(message: string, attributes?: object): void {
    this.#write("debug", message, attributes);
  }

  info(message: string, attributes?: object): void {
    this.#write("info", message, attributes);
  }

  warn(message: string, attributes?: object): void {
    this.#write("warn", message, attributes);
  }

  error(message: string, attributes?: object): void {
    this.#write("error", message, attributes);
  }

  #write(level: RecordData["log"]["level"], message: string, attributes: object | undefined): void {
    const { executionId } = this.#live;
    this.#live.record({
      kind: "log",
      data: {
        level,
        message: String(message),
        executionId,
        ...(attributes === undefined ? {} : { attributes: encodeOrDescribe(attributes) }),
      },
    });
  }
}

/** A line of log must not fail a step, whatever it is given. */
function encodeOrDescribe(attributes: object): EncodedValue {
  try {
    return encode(attributes);
  } catch (error) {
    return { unreadable: String(error) };
  }
}

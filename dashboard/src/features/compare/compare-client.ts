// The page's side of the worker that compares: opened when first used, asked one question at a time.

import type { CompareAnswer, ComparedJournal, CompareRequest } from "./compare.worker.ts";

/** What is asked. */
export interface CompareQuestion {
  readonly a: ComparedJournal;
  readonly b: ComparedJournal;
  readonly ignoredKeys: ReadonlySet<string>;
}

/** Hands journals to the worker and asks it; only the answer to the latest question counts. */
export class CompareClient {
  #worker: Worker | undefined;
  #latest = 0;
  #onAnswer: ((answer: CompareAnswer) => void) | undefined;

  /** A line of a journal, so that the worker need not fetch it once more. */
  readonly takeLine = (runId: string, line: string): void => this.#send({ kind: "line", runId, line });

  ask(question: CompareQuestion, onAnswer: (answer: CompareAnswer) => void): void {
    this.#latest += 1;
    this.#onAnswer = onAnswer;
    this.#send({ kind: "compare", id: this.#latest, origin: window.location.origin, ...question });
  }

  readonly close = (): void => {
    this.#worker?.terminate();
    this.#worker = undefined;
  };

  #send(request: CompareRequest): void {
    this.#worker ??= this.#open();
    this.#worker.postMessage(request);
  }

  #open(): Worker {
    const worker = new Worker(new URL("./compare.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<CompareAnswer>) => {
      if (event.data.id === this.#latest) this.#onAnswer?.(event.data);
    });
    worker.addEventListener("error", (event) => this.#onAnswer?.({ id: this.#latest, message: event.message }));
    return worker;
  }
}

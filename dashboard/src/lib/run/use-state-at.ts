// The state and the queues of a run at a record, by the engine's own reducer, in a worker.

"use client";

import { useEffect, useRef, useState } from "react";
import type { EncodedValue, QueueContents, WorkflowGraph } from "stepscope/view";
import type { ReplayAnswer, ReplayRequest } from "./replay.worker.ts";

/** What the reducer says of a record. */
export interface StateAt {
  readonly seq: number;
  readonly store: EncodedValue;
  readonly queue: QueueContents;
}

/** The state after a record; the one before it while the next is being computed. */
export interface StateAtResult {
  readonly state: StateAt | undefined;
  readonly error: string | undefined;
}

interface Wanted {
  readonly seq: number;
  readonly lastSeq: number;
}

/** Asks for one record at a time: while one is being computed, only the newest question waits. */
class ReplayClient {
  readonly #worker: Worker;
  #isBusy = false;
  #wanted: Wanted | undefined;

  constructor(
    run: { readonly runId: string; readonly graph: WorkflowGraph | undefined },
    onAnswer: (answer: ReplayAnswer) => void,
  ) {
    this.#worker = new Worker(new URL("./replay.worker.ts", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", (event: MessageEvent<ReplayAnswer>) => {
      this.#isBusy = false;
      onAnswer(event.data);
      this.#send();
    });
    this.#worker.addEventListener("error", (event) => onAnswer({ kind: "failed", message: event.message }));
    this.#worker.postMessage({
      kind: "open",
      runId: run.runId,
      origin: window.location.origin,
      ...(run.graph === undefined ? {} : { graph: run.graph }),
    } satisfies ReplayRequest);
  }

  ask(wanted: Wanted): void {
    this.#wanted = wanted;
    if (!this.#isBusy) this.#send();
  }

  close(): void {
    this.#worker.terminate();
  }

  #send(): void {
    if (this.#wanted === undefined) return;
    this.#isBusy = true;
    this.#worker.postMessage({ kind: "seek", ...this.#wanted } satisfies ReplayRequest);
    this.#wanted = undefined;
  }
}

/** Follows `seq`; `lastSeq` tells how far the journal goes by now. */
export function useStateAt(
  run: { readonly runId: string; readonly graph: WorkflowGraph | undefined },
  seq: number,
  lastSeq: number,
): StateAtResult {
  const { runId, graph } = run;
  const client = useRef<ReplayClient>(undefined);
  const [result, setResult] = useState<StateAtResult>({ state: undefined, error: undefined });
  useEffect(() => {
    const opened = new ReplayClient({ runId, graph }, (answer) =>
      setResult((before) =>
        answer.kind === "state"
          ? { state: answer.state, error: undefined }
          : { state: before.state, error: answer.message },
      ),
    );
    client.current = opened;
    return () => {
      opened.close();
      client.current = undefined;
    };
  }, [runId, graph]);
  useEffect(() => client.current?.ask({ seq, lastSeq }), [seq, lastSeq, runId, graph]);
  return result;
}

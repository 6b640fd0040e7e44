// Server-sent events: a stream that polls, sends what is new, and ends with its reader.

import "server-only";

/** One message. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  /** What a reconnecting reader says it has seen. */
  readonly id?: string;
}

export interface EventStreamOptions {
  readonly signal: AbortSignal;
  /** Time between two polls, in ms. */
  readonly everyMs: number;
  /** Gives the next messages; `undefined` ends the stream. */
  readonly poll: () => Promise<readonly ServerEvent[] | undefined>;
}

const MOST_STREAMS = 100;
let openStreams = 0;

function encode(message: ServerEvent): string {
  const id = message.id === undefined ? "" : `id: ${message.id}\n`;
  return `${id}event: ${message.event}\ndata: ${message.data.replaceAll("\n", "\ndata: ")}\n\n`;
}

/** Waits, or until `signal` ends. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

/** A response that goes on until its reader leaves. */
export function eventStream({ signal, everyMs, poll }: EventStreamOptions): Response {
  if (openStreams >= MOST_STREAMS)
    return Response.json({ message: "Too many live connections. Close some tabs of the dashboard." }, { status: 503 });
  const encoder = new TextEncoder();
  openStreams += 1;
  const run = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    controller.enqueue(encoder.encode("retry: 2000\n\n"));
    let quietMs = 0;
    while (!signal.aborted) {
      const messages = await poll();
      if (messages === undefined) break;
      for (const message of messages) controller.enqueue(encoder.encode(encode(message)));
      quietMs = messages.length > 0 ? 0 : quietMs + everyMs;
      if (quietMs >= 15_000) {
        controller.enqueue(encoder.encode(": still here\n\n"));
        quietMs = 0;
      }
      await pause(everyMs, signal);
    }
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      run(controller)
        .catch(() => undefined)
        .finally(() => {
          openStreams -= 1;
          try {
            controller.close();
          } catch {
            // The reader closed it first.
          }
        });
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

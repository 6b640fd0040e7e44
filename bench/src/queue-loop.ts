// The simplest event loop there is: an array as a queue, one handler per type, a limit of workers per type.

/** An event of the loop. */
export interface QueueEvent {
  readonly type: string;
  readonly value: number;
}

/** A handler: takes an event, gives further ones. */
export interface QueueHandler {
  readonly workers: number;
  handle(event: QueueEvent): Promise<QueueEvent | readonly QueueEvent[] | undefined>;
}

/** Called around every event, by floors that also record. */
export interface QueueObserver {
  sent(event: QueueEvent): void;
  /** Returns what to call when the handler is done. */
  started(event: QueueEvent): () => void;
}

/** Runs until an event of type `stop` comes, and gives its value. */
export function runQueue(
  handlers: ReadonlyMap<string, QueueHandler>,
  first: QueueEvent,
  observer?: QueueObserver,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const queues = new Map(
      [...handlers.keys()].map((type) => [type, { events: [] as QueueEvent[], head: 0, active: 0 }]),
    );
    const send = (event: QueueEvent): void => {
      observer?.sent(event);
      if (event.type === "stop") return resolve(event.value);
      queues.get(event.type)?.events.push(event);
      start(event.type);
    };
    const start = (type: string): void => {
      const queue = queues.get(type);
      const handler = handlers.get(type);
      if (queue === undefined || handler === undefined) return reject(new Error(`nobody handles ${type}`));
      while (queue.active < handler.workers && queue.head < queue.events.length) {
        const event = queue.events[queue.head];
        queue.head += 1;
        if (queue.head === queue.events.length) {
          queue.events.length = 0;
          queue.head = 0;
        }
        if (event === undefined) continue;
        queue.active += 1;
        const ended = observer?.started(event);
        handler.handle(event).then((output) => {
          queue.active -= 1;
          ended?.();
          if (Array.isArray(output)) output.forEach(send);
          else if (output !== undefined) send(output as QueueEvent);
          start(type);
        }, reject);
      }
    };
    send(first);
  });
}

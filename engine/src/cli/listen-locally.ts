// Listens on the loopback address: on the port asked for, or on the next free one where none was.

import { createServer, type Server } from "node:http";
import { CommandFailure } from "./command-failure.ts";

const HOST = "127.0.0.1";
const PORTS_TO_TRY = 20;

/** A server that listens and has no handler yet. */
export interface LocalListener {
  readonly server: Server;
  readonly port: number;
}

/**
 * Listens there.
 *
 * @throws CommandFailure when the port that was asked for cannot be had
 */
export async function listenLocally(wanted: {
  readonly port: number;
  readonly isAsked: boolean;
}): Promise<LocalListener> {
  const last = Math.min(65_535, wanted.isAsked ? wanted.port : wanted.port + PORTS_TO_TRY);
  for (let port = wanted.port; ; port++) {
    try {
      return await listen(port);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EADDRINUSE" && port < last) continue;
      throw refused(port, code, error);
    }
  }
}

function refused(port: number, code: unknown, error: unknown): unknown {
  if (code === "EADDRINUSE")
    return new CommandFailure(
      `port ${port} is taken by another program. Choose another with --port, or leave --port out and a free one is found.`,
    );
  if (code === "EACCES")
    return new CommandFailure(`port ${port} is not for ordinary users. Choose one from 1024 up with --port.`);
  return error;
}

function listen(port: number): Promise<LocalListener> {
  const { promise, resolve, reject } = Promise.withResolvers<LocalListener>();
  const server = createServer();
  server.once("error", reject);
  server.listen({ port, host: HOST, exclusive: true }, () => {
    server.off("error", reject);
    const address = server.address();
    resolve({ server, port: typeof address === "object" && address !== null ? address.port : port });
  });
  return promise;
}

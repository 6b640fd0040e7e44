// Fetches JSON from the dashboard's own endpoints, with errors that say what happened.

/** A request that the server answered with an error, or did not answer. */
export class FetchError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.name = "FetchError";
    this.status = status;
  }
}

/** What an answer that is an error says. */
export async function errorOf(response: Response): Promise<FetchError> {
  const body: unknown = await response.json().catch(() => undefined);
  return new FetchError(messageOf(body) ?? `The server answered with status ${response.status}.`, response.status);
}

function messageOf(body: unknown): string | undefined {
  return typeof body === "object" && body !== null && "message" in body && typeof body.message === "string"
    ? body.message
    : undefined;
}

/** The JSON behind `url`. The server's own endpoints are the only ones used, so their shape is known by type. */
export async function fetchJson<Body>(url: string, signal?: AbortSignal): Promise<Body> {
  const response = await fetch(url, {
    ...(signal === undefined ? {} : { signal }),
    headers: { accept: "application/json" },
  }).catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause;
    throw new FetchError("The dashboard's server did not answer. Is it still running?", 0);
  });
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as Body;
}

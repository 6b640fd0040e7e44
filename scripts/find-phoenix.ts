/** Finds the Phoenix that this machine or PHOENIX_COLLECTOR_ENDPOINT points to. */

const DEFAULT_ENDPOINT = "http://localhost:6006";

/** Where a Phoenix is expected, and whether it answers. */
export interface FoundPhoenix {
  readonly endpoint: string;
  readonly answers: boolean;
}

/** Asks the expected address whether a Phoenix is there. */
export async function findPhoenix(): Promise<FoundPhoenix> {
  const endpoint = (process.env["PHOENIX_COLLECTOR_ENDPOINT"] || DEFAULT_ENDPOINT)
    .replace(/\/v1\/traces\/?$/, "")
    .replace(/\/$/, "");
  try {
    const response = await fetch(`${endpoint}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return { endpoint, answers: response.headers.has("x-phoenix-server-version") };
  } catch {
    return { endpoint, answers: false };
  }
}

// Which names the dashboard answers to: a page elsewhere that points its own name at this machine gets nothing.

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

function nameOf(host: string): string {
  return host.replace(/:\d+$/u, "").toLowerCase();
}

/** Whether a request with this `Host` header is served. `configured`: more names, separated by commas. */
export function isAllowedHost(host: string | null, configured: string | undefined): boolean {
  if (host === null || host === "") return false;
  const name = nameOf(host);
  if (LOOPBACK.has(name)) return true;
  return (configured ?? "")
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== "" && (entry === name || entry === host.toLowerCase()));
}

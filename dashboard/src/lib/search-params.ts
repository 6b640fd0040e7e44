// The parameters of a page's address, as one map: of a repeated parameter the first counts.

/** What Next hands to a page, as URLSearchParams. */
export function searchOf(params: Readonly<Record<string, string | string[] | undefined>>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) search.set(key, first);
  }
  return search;
}

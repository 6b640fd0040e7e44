// Reads the Phoenix project out of an encoded span: read-back must ask in the project that Phoenix put it into.

import { fieldsOf, textOf } from "./protobuf-reader.ts";

/** The resource attribute that names the project. */
export const PROJECT_KEY = "openinference.project.name";
const DEFAULT_PROJECT = "default";

/** The project of a span encoded by `encodeSpan`; Phoenix takes `default` where the resource names none. */
export function projectOf(request: Uint8Array): string {
  const resourceSpans = fieldsOf(request).find(({ field }) => field === 1)?.body;
  const resource =
    resourceSpans === undefined ? undefined : fieldsOf(resourceSpans).find(({ field }) => field === 1)?.body;
  if (resource === undefined) return DEFAULT_PROJECT;
  for (const { field, body } of fieldsOf(resource)) {
    if (field !== 1 || body === undefined) continue;
    const parts = fieldsOf(body);
    if (textOf(parts.find((part) => part.field === 1)?.body) !== PROJECT_KEY) continue;
    const value = parts.find((part) => part.field === 2)?.body;
    return (
      (value === undefined ? "" : textOf(fieldsOf(value).find((part) => part.field === 1)?.body)) || DEFAULT_PROJECT
    );
  }
  return DEFAULT_PROJECT;
}

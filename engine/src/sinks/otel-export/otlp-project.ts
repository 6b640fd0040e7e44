// Reads the Phoenix project out of an encoded span: read-back must ask in the project that Phoenix put it into.

/** The resource attribute that names the project. */
export const PROJECT_KEY = "openinference.project.name";
const DEFAULT_PROJECT = "default";
const decoder = new TextDecoder();

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

interface Field {
  readonly field: number;
  /** Content of a length-delimited field. */
  readonly body: Uint8Array | undefined;
}

/** The fields of a message, as far as it can be read. */
function fieldsOf(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag % 8;
    const field = Math.floor(tag / 8);
    if (wireType === 2) {
      const length = varint();
      fields.push({ field, body: bytes.subarray(at, at + length) });
      at += length;
      continue;
    }
    if (wireType === 0) varint();
    else at += wireType === 1 ? 8 : 4;
    fields.push({ field, body: undefined });
  }
  return fields;
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : decoder.decode(bytes);
}

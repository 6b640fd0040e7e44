// Reads protocol buffers, as far as spans and the answers to them need it.

const decoder = new TextDecoder();

/** One field of a message. */
export interface Field {
  readonly field: number;
  /** Content of a length-delimited field. */
  readonly body: Uint8Array | undefined;
  /** Value of a whole number. */
  readonly value: number | undefined;
}

/** The fields of a message, as far as it can be read. */
export function fieldsOf(bytes: Uint8Array): readonly Field[] {
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
      fields.push({ field, body: bytes.subarray(at, at + length), value: undefined });
      at += length;
      continue;
    }
    const value = wireType === 0 ? varint() : undefined;
    if (wireType !== 0) at += wireType === 1 ? 8 : 4;
    fields.push({ field, body: undefined, value });
  }
  return fields;
}

/** A body as text; empty where there is none. */
export function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : decoder.decode(bytes);
}

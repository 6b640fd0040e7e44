// Writes protocol buffers: the few wire types that OTLP traces need.

const INITIAL_BYTES = 2_048;
const encoder = new TextEncoder();
/** Below 128, so that the length takes one byte. */
const SHORT_CHARS = 100;

/** A growing buffer of encoded fields. */
export class ProtobufWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A copy of what has been written; the writer can be used again after {@link reset}. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  reset(): void {
    this.#length = 0;
  }

  /** Adds what another writer has finished. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  string(field: number, text: string): void {
    if (text === "") return;
    this.#tag(field, 2);
    if (text.length <= SHORT_CHARS && this.#ascii(text)) return;
    // A character takes at most three bytes of UTF-8 per UTF-16 unit; the length goes in front once it is known.
    const most = text.length * 3;
    this.#reserve(most + 5);
    const lengthBytes = varintLength(text.length < 43 ? text.length : most);
    const start = this.#length + lengthBytes;
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(start, start + most));
    if (varintLength(written) !== lengthBytes) {
      this.#bytes.copyWithin(this.#length + varintLength(written), start, start + written);
    }
    this.#varint(written);
    this.#length += written;
  }

  /** Short texts are written by hand, which is cheaper than a call of the encoder; gives up at the first that is not ASCII. */
  #ascii(text: string): boolean {
    const { length } = text;
    this.#reserve(length + 1);
    const bytes = this.#bytes;
    let at = this.#length + 1;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) return false;
      bytes[at++] = code;
    }
    bytes[this.#length] = length;
    this.#length = at;
    return true;
  }

  bytes(field: number, bytes: Uint8Array): void {
    this.#tag(field, 2);
    this.#varint(bytes.length);
    this.raw(bytes);
  }

  /** Bytes given as hexadecimal text, such as trace and span ids. */
  hex(field: number, text: string): void {
    const length = text.length >>> 1;
    this.#tag(field, 2);
    this.#varint(length);
    this.#reserve(length);
    for (let index = 0; index < length; index++) {
      this.#bytes[this.#length++] = (hexDigit(text, index * 2) << 4) | hexDigit(text, index * 2 + 1);
    }
  }

  /** An unsigned or non-negative whole number below 2^53. */
  integer(field: number, value: number): void {
    if (value === 0) return;
    this.#tag(field, 0);
    this.#varint(value);
  }

  /** A signed 64-bit number, as `int64` has it. */
  int64(field: number, value: number): void {
    this.#tag(field, 0);
    if (value >= 0 && Number.isSafeInteger(value)) return this.#varint(value);
    let left = BigInt.asUintN(64, BigInt(value));
    this.#reserve(10);
    while (left > 0x7fn) {
      this.#bytes[this.#length++] = Number(left & 0x7fn) | 0x80;
      left >>= 7n;
    }
    this.#bytes[this.#length++] = Number(left);
  }

  boolean(field: number, value: boolean): void {
    this.#tag(field, 0);
    this.#varint(value ? 1 : 0);
  }

  double(field: number, value: number): void {
    this.#tag(field, 1);
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A time given as seconds and nanoseconds, as `fixed64` nanoseconds. */
  fixed64Time(field: number, [seconds, nanos]: readonly [number, number]): void {
    this.#tag(field, 1);
    this.#reserve(8);
    this.#view.setBigUint64(this.#length, BigInt(seconds) * 1_000_000_000n + BigInt(Math.round(nanos)), true);
    this.#length += 8;
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, 5);
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  /** Begins a message inside this one; what is written until {@link end} is its content. Gives what `end` needs. */
  begin(field: number): number {
    this.#tag(field, 2);
    this.#reserve(1);
    return ++this.#length;
  }

  /** Ends the message that began there: its length goes in front. */
  end(start: number): void {
    const length = this.#length - start;
    const lengthBytes = varintLength(length);
    if (lengthBytes > 1) {
      this.#reserve(lengthBytes);
      this.#bytes.copyWithin(start - 1 + lengthBytes, start, this.#length);
    }
    this.#length = start - 1;
    this.#varint(length);
    this.#length += length;
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#reserve(8);
    let left = value;
    while (left > 0x7f) {
      this.#bytes[this.#length++] = (left % 128) | 0x80;
      left = Math.floor(left / 128);
    }
    this.#bytes[this.#length++] = left;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function varintLength(value: number): number {
  let bytes = 1;
  for (let left = value; left > 0x7f; left = Math.floor(left / 128)) bytes++;
  return bytes;
}

function hexDigit(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code <= 57 ? code - 48 : (code | 32) - 87;
}

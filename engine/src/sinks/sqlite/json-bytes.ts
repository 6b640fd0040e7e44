// Writes JSON piece by piece into a buffer that is used again and again: no string exists before the last one.

const FIRST_BYTES = 64 * 1_024;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const BILLION = 1e9;
/** Most bytes of a number, with its comma. */
const NUMBER_BYTES = 24;
/** No UTF-16 unit takes more than this in UTF-8. */
const BYTES_PER_UNIT = 3;
/** Shorter texts are copied here, longer ones by Node. */
const SHORT_TEXT = 24;

/** A buffer of JSON text. */
export class JsonBytes {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** One character, by its code. */
  character(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  /** A comma and an integer. */
  number(value: number): void {
    this.#reserve(NUMBER_BYTES);
    this.#bytes[this.#length++] = COMMA;
    let left = value;
    if (left < 0) {
      this.#bytes[this.#length++] = MINUS;
      left = -left;
    }
    if (left >= BILLION) {
      const high = Math.floor(left / BILLION);
      if (high >= BILLION) return this.#text(String(left));
      this.#digits(high, 1);
      this.#digits(left - high * BILLION, 9);
    } else {
      this.#digits(left, 1);
    }
  }

  /** A comma and a text that is JSON already. */
  json(text: string): void {
    this.#reserve(text.length * BYTES_PER_UNIT + 1);
    this.#bytes[this.#length++] = COMMA;
    this.#text(text);
  }

  /** Text as it is. */
  raw(text: string): void {
    this.#reserve(text.length * BYTES_PER_UNIT);
    this.#text(text);
  }

  /** Everything written since the last time. */
  take(): string {
    const text = this.#bytes.toString("utf8", 0, this.#length);
    this.#length = 0;
    return text;
  }

  #text(text: string): void {
    const { length } = text;
    if (length > SHORT_TEXT) {
      this.#length += this.#bytes.write(text, this.#length);
      return;
    }
    const start = this.#length;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) {
        this.#length = start + this.#bytes.write(text, start);
        return;
      }
      this.#bytes[start + index] = code;
    }
    this.#length = start + length;
  }

  /** A number below a billion, filled up with zeros to `least` digits. */
  #digits(value: number, least: number): void {
    let count = 1;
    for (let power = 10; value >= power; power *= 10) count += 1;
    if (count < least) count = least;
    let left = value;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const rest = Math.floor(left / 10);
      this.#bytes[at] = ZERO + left - rest * 10;
      left = rest;
    }
    this.#length += count;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

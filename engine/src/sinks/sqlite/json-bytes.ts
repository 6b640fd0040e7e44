// Writes JSON piece by piece into a buffer that is used again and again: no string exists before the last one.

const FIRST_BYTES = 64 * 1_024;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const BILLION = 1e9;
/** By its number of zeros. */
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
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
    if (value >= 0 && value < BILLION) return this.#digits(value, 1);
    const positive = Math.abs(value);
    if (value < 0) this.#bytes[this.#length++] = MINUS;
    const high = Math.floor(positive / BILLION);
    if (high >= BILLION) return this.#text(String(positive));
    if (high > 0) this.#digits(high, 1);
    this.#digits(positive - high * BILLION, high > 0 ? 9 : 1);
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
    const bytes = this.#bytes;
    let count = least;
    while (count < 9 && value >= (POWERS[count] ?? BILLION)) count += 1;
    const start = this.#length;
    this.#length = start + count;
    let left = value | 0;
    for (let at = start + count - 1; at >= start; at--) {
      const rest = (left / 10) | 0;
      bytes[at] = ZERO + left - rest * 10;
      left = rest;
    }
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

// The shape of a value after encoding: plain JSON, with a tag where JSON alone would lose something.

/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A value in the journal: plain JSON in which everything JSON cannot say is tagged,
 * `{ "$": "Date", "v": … }`. A plain value is its own encoding (same reference), so encoding costs
 * nothing where nothing needs it. An object that itself owns a key `$` is wrapped: `{ "$": "Object", "v": … }`;
 * one with a key that JSON must escape is wrapped as `{ "$": "Keys", "v": … }`, and there the key is written without.
 */
export type EncodedValue = Json;

/** The tag that stands where a body was moved out of line, by the hash of its content. */
export interface PayloadReference {
  readonly $: "Payload";
  /** SHA-256 of the encoded JSON text, hex. */
  readonly hash: string;
  /** Length of the encoded JSON text in bytes (UTF-8). */
  readonly bytes: number;
}

/** The tag that stands where privacy rules removed a value. */
export interface RedactedValue {
  readonly $: "Redacted";
  /** Which rule removed it, such as `key:apiKey` or `masker failed`. */
  readonly why: string;
  /** What is left of a text of which only a part was secret. */
  readonly text?: string;
}

/** An encoded object: the payload of an event, the state of a run. */
export type EncodedObject = { readonly [key: string]: EncodedValue };

// The limits of a value that may enter the journal.

/** Deepest nesting of a value. */
export const DEPTH_LIMIT = 512;

/** Largest encoded value, in bytes of its JSON text. */
export const SIZE_LIMIT_BYTES = 64 * 1024 * 1024;

// Makes hidden characters visible: a model's output must not be able to reorder, hide or fake what stands around it.

const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const INVISIBLE = /[\u200B\u2060\uFEFF\u00AD]/gu;
// Control characters other than tab and line breaks.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/gu;
// Halves of characters: HTML cannot carry them.
const LONE_SURROGATE = /\p{Surrogate}/gu;
// A carriage return of its own: HTML turns it into a line break, so the server and the page would not agree.
const RETURN = /\r(?!\n)/gu;
const ANY = new RegExp(`${BIDI.source}|${INVISIBLE.source}|${CONTROL.source}|${LONE_SURROGATE.source}|\\r`, "u");

function codePoint(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** `text` with control, direction and zero-width characters written out, as in `⟨U+202E⟩`; line ends as `\n`. */
export function visibleText(text: string): string {
  if (!ANY.test(text)) return text;
  return text
    .replace(BIDI, codePoint)
    .replace(INVISIBLE, codePoint)
    .replace(CONTROL, codePoint)
    .replace(LONE_SURROGATE, codePoint)
    .replace(RETURN, codePoint)
    .replaceAll("\r\n", "\n");
}

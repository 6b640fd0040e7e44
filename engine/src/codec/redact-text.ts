// Finds secrets inside text by their look: API keys, JWTs, PEM blocks, bearer headers, passwords in URLs and in embedded JSON.

const HIDDEN = "[redacted]";

/** Texts shorter than this hold no secret that a look could tell. */
const SHORTEST_SECRET = 8;
/** Keys, JWTs and PEM lines all hold a run of key characters this long; prose does not. */
const KEY_RUN = 16;

const KEY_PATTERNS = [
  "-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
  "\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]{6,}",
  "\\b(?:sk|pk|rk)[-_][\\w-]{16,}",
  "\\bgh[pousr]_\\w{20,}",
  "\\bgithub_pat_\\w{20,}",
  "\\bglpat-[\\w-]{16,}",
  "\\bxox[abeoprs]-[\\w-]{10,}",
  "\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b",
  "\\bAIza[\\w-]{30,}",
  "\\bya29\\.[\\w-]{20,}",
  "\\b(?:hf|npm|gsk|r8|dop_v1|whsec)_\\w{20,}",
  "\\b(?:xai|pplx)-\\w{20,}",
  "\\bSG\\.[\\w-]{16,}\\.[\\w-]{16,}",
] as const;

const SECRET_NAMES =
  "pass(?:word|wd|phrase)|pwd|(?:client[_-]?|api[_-]?)?secret|(?:x[_-])?api[_-]?key|(?:secret[_-]?)?access[_-]?key|private[_-]?key|secret[_-]?key|" +
  "(?:access|refresh|id|auth|session|bearer)[_-]?token|authorization|cookie|set-cookie|credentials?";

/** The part before the secret stays, so that one sees what was there. */
const KEYED_PATTERNS = [
  // "password": "…" in JSON text, also when that text is itself quoted inside a string.
  new RegExp(`(\\\\*"(?:[\\w-]*[_-])?(?:${SECRET_NAMES})\\\\*"\\s*:\\s*\\\\*")(?:[^"\\\\]|\\\\[^"])+`, "gi"),
  new RegExp(`(\\b(?:[\\w-]*[_-])?(?:${SECRET_NAMES})=)[^&\\s"';,]{3,}`, "gi"),
  /(\bpass(?:word|wd|phrase): ?)(?!\[redacted)[^\s"',;]{3,}/gi,
  // In prose a colon explains more often than it reveals: there, only what has a digit counts.
  new RegExp(`(\\b(?:[\\w-]*[_-])?(?:${SECRET_NAMES}): ?)(?=\\S*\\d)[^\\s"',;[]{8,}`, "gi"),
  /(:\/\/[^\s/:@]{0,256}:)[^\s/@]+(?=@)/g,
  /(\bBearer\s+)(?=[^\s]*[\d._=])[\w.~+/=-]{8,}/gi,
  /(\bBasic\s+)(?=[^\s]*[\d=])[\w+/=-]{8,}/g,
] as const;

const KEYED_HINT = new RegExp(`bearer|basic|${SECRET_NAMES}`, "i");

/** Gives a text without its secrets; the same string when it has none. */
export type TextFilter = (text: string) => string;

/** What a {@link TextFilter} looks for beside the built-in patterns. */
export interface TextFilterOptions {
  /** Patterns the application adds; the whole match is hidden. */
  readonly values?: readonly RegExp[];
  /** Texts to hide wherever they stand, such as the values of secret-looking environment variables. */
  readonly literals?: readonly string[];
}

/** Makes a {@link TextFilter}. */
export function secretTextFilter(options: TextFilterOptions = {}): TextFilter {
  const keyPattern = new RegExp(KEY_PATTERNS.join("|"), "g");
  const extra = (options.values ?? []).map((pattern) => new RegExp(pattern.source, withGlobal(pattern.flags)));
  const literals = options.literals ?? [];
  return (text) => {
    let clean = text;
    for (const literal of literals) if (clean.includes(literal)) clean = clean.replaceAll(literal, HIDDEN);
    for (const pattern of extra) clean = clean.replace(pattern, HIDDEN);
    if (clean.length < SHORTEST_SECRET) return clean;
    const marks = scan(clean);
    if ((marks & MARK_RUN) !== 0) clean = clean.replace(keyPattern, HIDDEN);
    if ((marks & MARK_KEYED) !== 0 && (clean.includes("://") || KEYED_HINT.test(clean))) {
      for (const pattern of KEYED_PATTERNS) clean = clean.replace(pattern, `$1${HIDDEN}`);
    }
    return clean;
  };
}

const MARK_RUN = 1;
const MARK_KEYED = 2;

/** 1 for a character that keys are made of, 2 for one that stands between a name and its value. */
const CHARACTER_CLASS = new Uint8Array(128);
for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.+/") {
  CHARACTER_CLASS[character.charCodeAt(0)] = 1;
}
for (const character of "=:") CHARACTER_CLASS[character.charCodeAt(0)] = 2;

/** One cheap pass that tells which patterns are worth trying: most text is prose and needs none. */
function scan(text: string): number {
  let marks = text.includes("earer ") || text.includes("asic ") ? MARK_KEYED : 0;
  let run = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? CHARACTER_CLASS[code] : 0;
    if (kind === 1) {
      if (++run === KEY_RUN) marks |= MARK_RUN;
    } else {
      run = 0;
      if (kind === 2) marks |= MARK_KEYED;
    }
    if (marks === (MARK_RUN | MARK_KEYED)) break;
  }
  return marks;
}

function withGlobal(flags: string): string {
  return `${flags.replaceAll(/[gy]/g, "")}g`;
}

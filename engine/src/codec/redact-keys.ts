// Which keys name a secret: the built-in names, and the ones an application adds.

const SECRET_KEYS: ReadonlySet<string> = new Set([
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "secret",
  "secretkey",
  "clientsecret",
  "apikey",
  "xapikey",
  "apisecret",
  "apitoken",
  "accesskey",
  "secretaccesskey",
  "accesstoken",
  "refreshtoken",
  "idtoken",
  "authtoken",
  "bearertoken",
  "sessiontoken",
  "csrftoken",
  "xsrftoken",
  "privatekey",
  "encryptionkey",
  "signingkey",
  "authorization",
  "proxyauthorization",
  "cookie",
  "setcookie",
  "credential",
  "credentials",
  "connectionstring",
  "cardnumber",
  "creditcard",
  "cvv",
  "cvc",
]);

const SECRET_KEY_ENDINGS = [
  "password",
  "passwd",
  "passphrase",
  "clientsecret",
  "apikey",
  "apisecret",
  "secretkey",
  "accesskey",
  "accesstoken",
  "refreshtoken",
  "authtoken",
  "bearertoken",
  "privatekey",
  "connectionstring",
] as const;

/** A key that ends in `token` may be a secret, a cursor, or a word of a streamed answer: the value decides. */
const HARMLESS_TOKEN_KEYS = /page|cursor|continuation|next|sync/;
const LIKE_A_SECRET = /^(?=.*\d)\S{12,}$|^\S{24,}$/s;

const CACHE_LIMIT = 10_000;

type KeyVerdict = "secret" | "token" | "plain";

/** Says whether the value under a key is a secret. */
export type KeyTest = (key: string, value: unknown) => boolean;

/** The test for the built-in names and the given ones; a string matches whatever its case, `-` and `_`. */
export function secretKeyTest(extraKeys: readonly (string | RegExp)[] = []): KeyTest {
  const names = new Set<string>();
  const patterns: RegExp[] = [];
  for (const extra of extraKeys) {
    if (typeof extra === "string") names.add(normalize(extra));
    else patterns.push(new RegExp(extra.source, extra.flags.replaceAll(/[gy]/g, "")));
  }
  const verdicts = new Map<string, KeyVerdict>();
  const judge = (key: string): KeyVerdict => {
    if (patterns.some((pattern) => pattern.test(key)) || names.has(normalize(key))) return "secret";
    return judgeBuiltIn(normalize(key));
  };
  return (key, value) => {
    let verdict = verdicts.get(key);
    if (verdict === undefined) {
      verdict = judge(key);
      if (verdicts.size >= CACHE_LIMIT) verdicts.clear();
      verdicts.set(key, verdict);
    }
    if (verdict === "plain" || value === null || typeof value === "boolean") return false;
    return verdict === "secret" || (typeof value === "string" && LIKE_A_SECRET.test(value));
  };
}

function judgeBuiltIn(name: string): KeyVerdict {
  if (SECRET_KEYS.has(name) || SECRET_KEY_ENDINGS.some((ending) => name.endsWith(ending))) return "secret";
  return name.endsWith("token") && !HARMLESS_TOKEN_KEYS.test(name) ? "token" : "plain";
}

function normalize(key: string): string {
  return key.replaceAll(/[-_.\s]/g, "").toLowerCase();
}

// Hides what must not be stored or exported; every record and span passes here once.

import type { ErrorData } from "../errors/error-data.ts";
import type { EncodedValue, Json, RedactedValue } from "./encoded-value.ts";
import { processSlot } from "./process-slot.ts";
import { secretKeyTest, type KeyTest } from "./redact-keys.ts";
import {
  hideSettingsOf,
  isPlaceHidden,
  secretEnvironmentValues,
  type ContentPlace,
  type HideSettings,
  type MaskPlace,
  type RedactionSettings,
} from "./redact-settings.ts";
import { secretTextFilter, type TextFilter } from "./redact-text.ts";

/** A value and where it stands. */
export interface RedactionTarget extends MaskPlace {
  /** Fields of an event's payload that are never kept. */
  readonly sensitive?: readonly string[] | undefined;
}

/** Applies one set of rules, and never throws. What has nothing to hide comes back as the same reference. */
export interface Redactor {
  readonly hide: HideSettings;
  value(value: EncodedValue, target: RedactionTarget): EncodedValue;
  text(text: string, place: ContentPlace): string;
  error(error: ErrorData): ErrorData;
}

/** Makes a {@link Redactor}. Without settings, the built-in rules and those of the environment apply. */
export function createRedactor(settings: RedactionSettings = {}): Redactor {
  return new RuleRedactor(settings);
}

const slot = processSlot<Redactor>("redactor");

/** The redactor of this process: the one last set, or the built-in rules. */
export function currentRedactor(): Redactor {
  return (slot.current ??= createRedactor());
}

/** Sets the redactor of this process; `undefined` goes back to the built-in rules. Gives the one before. */
export function setRedactor(redactor: Redactor | undefined): Redactor | undefined {
  const previous = slot.current;
  slot.current = redactor;
  return previous;
}

class RuleRedactor implements Redactor {
  readonly hide: HideSettings;
  readonly #capture: "full" | "hash" | "none";
  readonly #isSecretKey: KeyTest;
  readonly #filter: TextFilter;
  readonly #mask: RedactionSettings["mask"];
  readonly #hash: RedactionSettings["hash"];

  constructor(settings: RedactionSettings) {
    const environment = settings.environment ?? globalThis.process?.env ?? {};
    this.hide = { ...hideSettingsOf(environment), ...settings.hide };
    this.#capture = settings.captureContent ?? "full";
    this.#isSecretKey = secretKeyTest(settings.keys);
    this.#filter = secretTextFilter({ values: settings.values ?? [], literals: secretEnvironmentValues(environment) });
    this.#mask = settings.mask;
    this.#hash = settings.hash;
  }

  value(value: EncodedValue, target: RedactionTarget): EncodedValue {
    try {
      return this.#value(value, target);
    } catch {
      return hidden("redaction failed");
    }
  }

  text(text: string, place: ContentPlace): string {
    try {
      return this.#text(text, place);
    } catch {
      return "[redacted: redaction failed]";
    }
  }

  #value(value: EncodedValue, target: RedactionTarget): EncodedValue {
    const why = this.#whyHidden(target.place, value);
    if (why !== undefined) return hidden(why);
    const open = target.sensitive === undefined ? value : withoutFields(value, target.sensitive);
    return this.#masked(this.#walk(open), target);
  }

  #text(text: string, place: ContentPlace): string {
    const why = this.#whyHidden(place, text);
    if (why !== undefined) return `[redacted: ${why}]`;
    const filtered = this.#filter(text);
    if (this.#mask === undefined) return filtered;
    const masked = this.#masked(filtered, { place });
    if (typeof masked === "string") return masked;
    return isRedacted(masked) ? `[redacted: ${masked.why}]` : JSON.stringify(masked);
  }

  error(error: ErrorData): ErrorData {
    const message = this.text(error.message, "error");
    const stack = error.stack === undefined ? undefined : this.#stack(error, message);
    const cause = error.cause === undefined ? undefined : this.error(error.cause);
    const value = error.value === undefined ? undefined : this.value(asJson(error.value), { place: "error" });
    const errors = error.errors?.map((inner) => this.error(inner));
    const isSame = message === error.message && stack === error.stack && cause === error.cause && value === error.value;
    if (isSame && (errors === undefined || errors.every((inner, index) => inner === error.errors?.[index])))
      return error;
    return {
      ...error,
      message,
      ...(stack === undefined ? {} : { stack }),
      ...(cause === undefined ? {} : { cause }),
      ...(errors === undefined ? {} : { errors }),
      ...(value === undefined ? {} : { value }),
    };
  }

  /** The frames of a stack say where; everything before them repeats the message. */
  #stack(error: ErrorData, message: string): string {
    const stack = error.stack ?? "";
    if (message === error.message) return this.#filter(stack);
    const frames = stack.search(/^\s+at /m);
    return this.#filter(`${error.name}: ${message}${frames < 0 ? "" : `\n${stack.slice(frames)}`}`);
  }

  #whyHidden(place: ContentPlace, value: EncodedValue): string | undefined {
    if (isPlaceHidden(this.hide, place)) return "hidden";
    if (this.#capture === "full" || place === "attribute" || place === "parameters") return undefined;
    return this.#capture === "none" || this.#hash === undefined
      ? "not captured"
      : `sha256:${this.#hash(JSON.stringify(value))}`;
  }

  /** Asks the mask about the value, then about every part of what it gave: most maskers look at texts only. */
  #masked(value: EncodedValue, where: MaskPlace): EncodedValue {
    const mask = this.#mask;
    if (mask === undefined) return value;
    const { place, eventType } = where;
    const told = eventType === undefined ? { place } : { place, eventType };
    const ask = (part: EncodedValue, path: readonly (string | number)[]): EncodedValue => {
      let masked: EncodedValue;
      try {
        const given: unknown = mask(part, { ...told, path });
        // A mask is the application's code: only what survives JSON may go on.
        masked = given === part ? part : asJson(JSON.parse(JSON.stringify(given)));
      } catch {
        return hidden("masker failed");
      }
      return typeof masked !== "object" || masked === null || isRedacted(masked) ? masked : askParts(masked, path);
    };
    const askParts = (whole: object, path: readonly (string | number)[]): EncodedValue => {
      const parts = Object.entries(whole).map(([key, part]: [string, EncodedValue]): [string, EncodedValue] => [
        key,
        // A tag is not content.
        key === "$" ? part : ask(part, [...path, Array.isArray(whole) ? Number(key) : key]),
      ]);
      return Array.isArray(whole) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
    };
    return ask(value, []);
  }

  #walk(value: EncodedValue): EncodedValue {
    if (typeof value === "string") return this.#walkText(value);
    if (typeof value !== "object" || value === null) return value;
    return isArray(value) ? this.#walkArray(value) : this.#walkObject(value);
  }

  #walkText(text: string): EncodedValue {
    const clean = this.#filter(text);
    return clean === text ? text : { $: "Redacted", why: "secret in text", text: clean };
  }

  #walkArray(items: readonly EncodedValue[]): EncodedValue {
    let copy: EncodedValue[] | undefined;
    const [key, item] = items;
    // A pair whose first half names a secret: a header, or an entry of a Map.
    if (items.length === 2 && typeof key === "string" && item !== undefined && this.#isSecretKey(key, item)) {
      return [key, hidden(`key:${key}`)];
    }
    for (let index = 0; index < items.length; index++) {
      const before = items[index];
      if (before === undefined) continue;
      const after = this.#walk(before);
      if (after !== before) (copy ??= items.slice())[index] = after;
    }
    return copy ?? items;
  }

  #walkObject(fields: { readonly [key: string]: Json }): EncodedValue {
    let copy: Record<string, EncodedValue> | undefined;
    for (const key of Object.keys(fields)) {
      const before = fields[key];
      if (before === undefined) continue;
      const after = this.#isSecretKey(key, before) ? hidden(`key:${key}`) : this.#walk(before);
      if (after !== before) setOwn((copy ??= { ...fields }), key, after);
    }
    return copy ?? fields;
  }
}

function hidden(why: string): EncodedValue {
  const value: RedactedValue = { $: "Redacted", why };
  return { ...value };
}

function withoutFields(value: EncodedValue, names: readonly string[]): EncodedValue {
  if (typeof value !== "object" || value === null || isArray(value)) return value;
  // A payload that owns a key `$` is wrapped once.
  const inner = value["$"] === "Object" || value["$"] === "Keys" ? value["v"] : undefined;
  if (inner !== undefined) return { ...value, v: withoutFields(inner, names) };
  let copy: Record<string, EncodedValue> | undefined;
  for (const name of names) if (Object.hasOwn(value, name)) setOwn((copy ??= { ...value }), name, hidden("sensitive"));
  return copy ?? value;
}

/** Assigns as data even where the key is `__proto__`. */
function setOwn(target: Record<string, EncodedValue>, key: string, value: EncodedValue): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else target[key] = value;
}

/** Whether a value is the tag that {@link Redactor.value} leaves. */
export function isRedacted(value: unknown): value is RedactedValue {
  return typeof value === "object" && value !== null && "$" in value && value.$ === "Redacted" && "why" in value;
}

function isArray(value: EncodedValue): value is readonly EncodedValue[] {
  return Array.isArray(value);
}

/** What came out of `JSON.parse`, or out of the encoder, is JSON. */
function asJson(value: unknown): Json {
  return value as Json;
}

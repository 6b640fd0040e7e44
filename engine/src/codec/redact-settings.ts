// What privacy rules can be set to, and how the environment sets them.

import type { Json } from "./encoded-value.ts";

/** What a piece of content is for; decides which hiding rules cover it. */
export type ContentPlace =
  | "input"
  | "output"
  | "event"
  | "state"
  | "stream"
  | "error"
  | "log"
  | "inputMessages"
  | "outputMessages"
  | "inputText"
  | "outputText"
  | "prompts"
  | "tools"
  | "parameters"
  | "attribute";

/** Where a value stands that a {@link RedactionSettings.mask} is asked about. */
export interface MaskPlace {
  readonly place: ContentPlace;
  /** Event type, where the value is an event's payload. */
  readonly eventType?: string;
  /** Keys from the whole value to the part that is asked about; empty for the whole. */
  readonly path?: readonly (string | number)[];
}

/** How much content is kept: all of it, a hash of it (equal values stay recognisable), or nothing. */
export type CaptureContent = "full" | "hash" | "none";

/** The `OPENINFERENCE_HIDE_*` switches. */
export interface HideSettings {
  readonly inputs: boolean;
  readonly outputs: boolean;
  readonly inputMessages: boolean;
  readonly outputMessages: boolean;
  readonly inputImages: boolean;
  readonly inputText: boolean;
  readonly outputText: boolean;
  readonly embeddingVectors: boolean;
  readonly prompts: boolean;
  readonly tools: boolean;
  readonly parameters: boolean;
  /** Longest base64 image that is kept, in characters. */
  readonly base64ImageMaxLength: number;
}

/** Everything that decides what is hidden before anything is stored or exported. */
export interface RedactionSettings {
  /** Key names beside the built-in ones; a string matches whatever its case, `-` and `_`. @default [] */
  readonly keys?: readonly (string | RegExp)[];
  /** Patterns beside the built-in ones; the text they match is hidden. @default [] */
  readonly values?: readonly RegExp[];
  /**
   * Last word on every value, after the rules: asked about the whole, then about each part of it, texts included.
   * What it throws on is hidden.
   */
  readonly mask?: (value: Json, where: MaskPlace) => Json;
  /** How much content is kept. @default "full" */
  readonly captureContent?: CaptureContent;
  /** SHA-256 in hex, which `captureContent: "hash"` needs; without it nothing is kept. */
  readonly hash?: (text: string) => string;
  /** @default what the environment says */
  readonly hide?: Partial<HideSettings>;
  /** Where secret-looking variables and `OPENINFERENCE_HIDE_*` are read. @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const SECRET_VARIABLE = /key|token|secret|passw|pwd|credential|auth|_pass$/i;
const NOT_A_SECRET =
  /^(?:true|false|yes|no|on|off|none|null|enabled|disabled|development|production|test|[\d.]+|[./~].*)$/i;
const SHORTEST_SECRET_VALUE = 8;

/** The values of variables whose names say that they are secrets, longest first. */
export function secretEnvironmentValues(environment: Environment): readonly string[] {
  const values = new Set<string>();
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value.length < SHORTEST_SECRET_VALUE || !SECRET_VARIABLE.test(name)) continue;
    if (!NOT_A_SECRET.test(value)) values.add(value);
  }
  return [...values].sort((a, b) => b.length - a.length);
}

/** What `OPENINFERENCE_HIDE_*` asks for. */
export function hideSettingsOf(environment: Environment): HideSettings {
  const isOn = (name: string) => /^(?:true|1)$/i.test(environment[`OPENINFERENCE_HIDE_${name}`] ?? "");
  const maxLength = Number(environment["OPENINFERENCE_BASE64_IMAGE_MAX_LENGTH"] ?? "");
  return {
    inputs: isOn("INPUTS"),
    outputs: isOn("OUTPUTS"),
    inputMessages: isOn("INPUT_MESSAGES"),
    outputMessages: isOn("OUTPUT_MESSAGES") || isOn("CHOICES"),
    inputImages: isOn("INPUT_IMAGES"),
    inputText: isOn("INPUT_TEXT"),
    outputText: isOn("OUTPUT_TEXT"),
    embeddingVectors: isOn("EMBEDDING_VECTORS") || isOn("EMBEDDINGS_VECTORS"),
    prompts: isOn("PROMPTS"),
    tools: isOn("LLM_TOOLS"),
    parameters: isOn("LLM_INVOCATION_PARAMETERS"),
    base64ImageMaxLength: Number.isInteger(maxLength) && maxLength > 0 ? maxLength : 32_000,
  };
}

/** Whether the switches hide content of a place whole. An event, a state or an error may carry inputs and outputs alike. */
export function isPlaceHidden(hide: HideSettings, place: ContentPlace): boolean {
  switch (place) {
    case "input":
      return hide.inputs;
    case "output":
      return hide.outputs;
    case "event":
    case "state":
    case "stream":
    case "error":
    case "log":
      return hide.inputs || hide.outputs;
    case "inputMessages":
      return hide.inputs || hide.inputMessages;
    case "outputMessages":
      return hide.outputs || hide.outputMessages;
    case "inputText":
      return hide.inputs || hide.inputMessages || hide.inputText;
    case "outputText":
      return hide.outputs || hide.outputMessages || hide.outputText;
    case "prompts":
      return hide.inputs || hide.prompts;
    case "tools":
      return hide.inputs || hide.tools;
    case "parameters":
      return hide.parameters;
    case "attribute":
      return false;
  }
}

// The options of observe, as an application gives them.

import type { TracerProvider } from "@opentelemetry/api";

import type { CaptureContent, RedactionSettings } from "../codec/redact-settings.ts";
import type { DispatchMode } from "../sinks/otel/run-trace.ts";
import type { RetentionPolicy } from "../sinks/sqlite/writer-protocol.ts";

/** Where spans go, and what is sent along. */
export interface PhoenixOptions {
  /** Base address, such as `http://localhost:6006`, or the full one for traces. */
  readonly endpoint?: string;
  /** @default PHOENIX_API_KEY */
  readonly apiKey?: string;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Options of {@link observe}. */
export interface ObserveOptions {
  /**
   * Where records go: a path, a `file:` URL, or `false` for nowhere.
   * @default STEPSCOPE_DATABASE_URL, else ./.stepscope/traces.db
   */
  readonly database?: string | false;
  /**
   * Where spans are sent: Phoenix or any OTLP/HTTP back end. `true` is Phoenix on this machine, `false` nowhere.
   * @default PHOENIX_COLLECTOR_ENDPOINT or OTEL_EXPORTER_OTLP_(TRACES_)ENDPOINT; else http://localhost:6006, if Phoenix answers there
   */
  readonly phoenix?: string | boolean | PhoenixOptions;
  /** The project in Phoenix. @default PHOENIX_PROJECT_NAME, else `default` */
  readonly projectName?: string;
  /** Key names and patterns to hide beside the built-in ones. */
  readonly redact?: { readonly keys?: readonly (string | RegExp)[]; readonly values?: readonly RegExp[] };
  /** Last word on every value and each part of it before it is stored or sent; what it throws on is hidden. */
  readonly mask?: RedactionSettings["mask"];
  /** How much content is kept: all of it, hashes, or nothing. @default "full" */
  readonly captureContent?: CaptureContent;
  /** `acknowledged`: what a caller is told is on disk first. @default "buffered" */
  readonly durability?: "buffered" | "acknowledged";
  /** Make a new database in place of an empty file. @default false */
  readonly init?: boolean;
  /** When old runs are deleted. @default never */
  readonly retention?: RetentionPolicy;
  /** Model clients to trace: the `OpenAI` and `Anthropic` classes, or clients. @default [] */
  readonly instrument?: readonly object[];
  /**
   * Where spans are made, instead of the provider registered with the OpenTelemetry API. Give it
   * `stepscopeSpanProcessor()` to have them exported from here.
   */
  readonly tracerProvider?: TracerProvider;
  /** How an event's way to its receivers is shown. @default "span" */
  readonly dispatch?: DispatchMode;
  /** Above this many spans a trace shows dispatches as span events. @default 1000 */
  readonly maxSpansPerTrace?: number;
}

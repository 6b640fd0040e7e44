// Where spans are to be sent: what the options say, else the environment, else Phoenix on this machine if it answers.

import { OptionError } from "../errors/option-error.ts";
import type { ExportTarget } from "../sinks/otel-export/otlp-sender.ts";
import type { ObserveOptions } from "./observe-options.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A place to send spans to. */
export interface ExportEndpoint extends ExportTarget {
  /** Only a guess: spans go there if something answers. */
  readonly isGuess: boolean;
}

const LOCAL_PHOENIX = "http://localhost:6006";
const SEND_TIMEOUT_MS = 10_000;

/**
 * Works out the endpoint; undefined when nothing is to be sent.
 *
 * @throws OptionError when the address given is none; one from the environment is only complained of, since an
 * application must not fail for how it is watched.
 */
export function exportEndpoint(
  phoenix: ObserveOptions["phoenix"],
  environment: Environment = process.env,
): ExportEndpoint | undefined {
  if (phoenix === false || isTrue(environment["OTEL_SDK_DISABLED"]) || environment["OTEL_TRACES_EXPORTER"] === "none")
    return undefined;
  const given = typeof phoenix === "string" ? { endpoint: phoenix } : typeof phoenix === "object" ? phoenix : {};
  const base =
    given.endpoint ??
    (phoenix === true
      ? (environment["PHOENIX_COLLECTOR_ENDPOINT"] ?? LOCAL_PHOENIX)
      : environment["PHOENIX_COLLECTOR_ENDPOINT"]);
  const wanted = nonEmpty(base) === undefined ? otlpTracesUrl(environment) : tracesUrlOf(base ?? "");
  const tracesUrl = wanted === undefined ? undefined : httpUrl(wanted);
  if (wanted !== undefined && tracesUrl === undefined) {
    if (given.endpoint !== undefined)
      throw new OptionError("observe: phoenix", "an address such as http://localhost:6006", given.endpoint);
    console.warn(
      `stepscope: no spans are sent, because the environment names ${wanted} as their address: set PHOENIX_COLLECTOR_ENDPOINT to one such as http://localhost:6006 (records are kept all the same)`,
    );
    return undefined;
  }
  const apiKey = given.apiKey ?? nonEmpty(environment["PHOENIX_API_KEY"]);
  return {
    tracesUrl: tracesUrl ?? tracesUrlOf(LOCAL_PHOENIX),
    headers: {
      ...headersOf(environment["OTEL_EXPORTER_OTLP_HEADERS"]),
      ...headersOf(environment["OTEL_EXPORTER_OTLP_TRACES_HEADERS"]),
      ...headersOf(environment["PHOENIX_CLIENT_HEADERS"]),
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...given.headers,
    },
    timeoutMs: SEND_TIMEOUT_MS,
    isGuess: tracesUrl === undefined && phoenix !== true,
  };
}

/** An address for traces as it is; any other gets the path that OTLP and Phoenix use. */
function tracesUrlOf(endpoint: string): string {
  return /\/v1\/traces\/?$/.test(endpoint) ? endpoint : `${endpoint.replace(/\/+$/, "")}/v1/traces`;
}

/** The address if it can be sent to; `localhost:6006` is meant as one. */
function httpUrl(address: string): string | undefined {
  const complete = /^[\w.-]+:\d+(?:\/|$)/.test(address) ? `http://${address}` : address;
  return /^https?:\/\//.test(complete) && URL.canParse(complete) ? complete : undefined;
}

function otlpTracesUrl(environment: Environment): string | undefined {
  const traces = nonEmpty(environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]);
  if (traces !== undefined) return traces;
  const base = nonEmpty(environment["OTEL_EXPORTER_OTLP_ENDPOINT"]);
  return base === undefined ? undefined : tracesUrlOf(base);
}

/** `key1=value1,key2=value2`, percent-encoded, as OpenTelemetry has it. */
function headersOf(text: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of (text ?? "").split(",")) {
    const at = pair.indexOf("=");
    if (at > 0) headers[pair.slice(0, at).trim().toLowerCase()] = decode(pair.slice(at + 1).trim());
  }
  return headers;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text;
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && text.trim().toLowerCase() === "true";
}

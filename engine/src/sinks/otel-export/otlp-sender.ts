// Sends encoded spans to an OTLP endpoint over HTTP, and asks Phoenix which spans it has stored.

import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { fieldsOf, textOf } from "./protobuf-reader.ts";

/** Where spans are sent. */
export interface ExportTarget {
  /** Full address for traces; ends in `/v1/traces` with Phoenix. */
  readonly tracesUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Longest wait for an answer, in ms. */
  readonly timeoutMs: number;
}

/** What became of a request. */
export type SendAnswer =
  | { readonly kind: "taken"; readonly isPhoenix: boolean; readonly rejected: number; readonly message: string }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly message: string;
      readonly retryAfterMs: number | undefined;
    }
  /** No answer: the server is away, or does not answer in time. */
  | { readonly kind: "unreachable"; readonly message: string };

/** What a read-back found. */
export type ReadBackAnswer =
  | { readonly kind: "found"; readonly spanIds: ReadonlySet<string> }
  | { readonly kind: "failed"; readonly isConnectionLost: boolean; readonly message: string };

/** The HTTP side of the export. */
export interface SpanSender {
  send(bodies: readonly Uint8Array[]): Promise<SendAnswer>;
  /** Which of these spans the project has stored. */
  readBack(project: string, spanIds: readonly string[]): Promise<ReadBackAnswer>;
  close(): void;
}

const compress = promisify(gzip);
/** Compression pays on a network, not on the way to the same machine. */
const MIN_COMPRESSED_BYTES = 1_024;
const FAST = 1;
const MAX_ANSWER_BYTES = 64 * 1_024 * 1_024;

/** Makes the sender for a target. */
export function createSpanSender(target: ExportTarget): SpanSender {
  return new HttpSpanSender(target);
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

class HttpSpanSender implements SpanSender {
  readonly #target: ExportTarget;
  readonly #url: URL;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(target: ExportTarget) {
    this.#target = target;
    this.#url = new URL(target.tracesUrl);
    this.#agent =
      this.#url.protocol === "https:" ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  }

  async send(bodies: readonly Uint8Array[]): Promise<SendAnswer> {
    const whole = Buffer.concat(bodies);
    const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(this.#url.hostname);
    const isCompressed = !isLocal && whole.length >= MIN_COMPRESSED_BYTES;
    const body = isCompressed ? await compress(whole, { level: FAST }) : whole;
    const headers = {
      ...this.#target.headers,
      "content-type": "application/x-protobuf",
      ...(isCompressed ? { "content-encoding": "gzip" } : {}),
    };
    try {
      const answer = await this.#request(this.#url, { method: "POST", headers, body });
      if (answer.status >= 200 && answer.status < 300) {
        return { kind: "taken", isPhoenix: isPhoenix(answer.headers), ...partialSuccess(answer.body) };
      }
      return {
        kind: "refused",
        status: answer.status,
        message: `${answer.status} ${startOf(answer.body)}`.trim(),
        retryAfterMs: retryAfterMs(answer.headers["retry-after"]),
      };
    } catch (error) {
      return { kind: "unreachable", message: error instanceof Error ? error.message : String(error) };
    }
  }

  async readBack(project: string, spanIds: readonly string[]): Promise<ReadBackAnswer> {
    const base = this.#target.tracesUrl.replace(/\/v1\/traces\/?(?:\?.*)?$/, "");
    const url = new URL(`${base}/v1/projects/${encodeURIComponent(project)}/spans`);
    url.searchParams.set("limit", "1000");
    for (const spanId of spanIds) url.searchParams.append("span_id", spanId);
    try {
      const answer = await this.#request(url, { method: "GET", headers: this.#target.headers });
      // A project exists once its first span is stored.
      if (answer.status === 404) return { kind: "found", spanIds: new Set() };
      if (answer.status !== 200)
        return {
          kind: "failed",
          isConnectionLost: false,
          message: `read-back: ${answer.status} ${startOf(answer.body)}`,
        };
      return { kind: "found", spanIds: storedSpanIds(answer.body) };
    } catch (error) {
      return {
        kind: "failed",
        isConnectionLost: true,
        message: `read-back: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #request(
    url: URL,
    options: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body?: Buffer },
  ): Promise<HttpAnswer> {
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    const signal = AbortSignal.timeout(this.#target.timeoutMs);
    const length = options.body === undefined ? {} : { "content-length": String(options.body.length) };
    const request = send(url, {
      method: options.method,
      agent: this.#agent,
      signal,
      headers: { ...options.headers, ...length },
    });
    request.on("error", (error) => {
      reject(signal.aborted ? new Error(`no answer within ${this.#target.timeoutMs} ms`) : error);
    });
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) request.destroy(new Error("the answer is too large"));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.end(options.body);
    return promise;
  }
}

function isPhoenix(headers: IncomingHttpHeaders): boolean {
  return headers["x-phoenix-server-version"] !== undefined;
}

const MAX_MESSAGE_CHARS = 500;

function startOf(body: Buffer): string {
  return body.toString("utf8").slice(0, MAX_MESSAGE_CHARS);
}

/** Seconds or a date, as HTTP has it. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - Date.now());
}

/** Reads `ExportTraceServiceResponse { partial_success { rejected_spans, error_message } }`. */
function partialSuccess(body: Buffer): { readonly rejected: number; readonly message: string } {
  const partial = fieldsOf(body).find(({ field }) => field === 1)?.body ?? new Uint8Array();
  const fields = fieldsOf(partial);
  return {
    rejected: fields.find(({ field }) => field === 1)?.value ?? 0,
    message: textOf(fields.find(({ field }) => field === 2)?.body).slice(0, MAX_MESSAGE_CHARS),
  };
}

function storedSpanIds(body: Buffer): ReadonlySet<string> {
  const answer: unknown = JSON.parse(body.toString("utf8"));
  const found = new Set<string>();
  const spans: unknown = typeof answer === "object" && answer !== null ? Reflect.get(answer, "data") : undefined;
  for (const span of Array.isArray(spans) ? spans : []) {
    const spanId: unknown =
      typeof span === "object" && span !== null
        ? Reflect.get(Reflect.get(span, "context") ?? span, "span_id")
        : undefined;
    if (typeof spanId === "string") found.add(spanId);
  }
  return found;
}

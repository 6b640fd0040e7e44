// A language model with scripted answers: a real HTTP server that the usual API clients talk to, for tests and demonstrations.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Json } from "../codec/encoded-value.ts";
import { chatFormat } from "./scripted-chat.ts";
import { isJsonObject, openAIRefusal, type JsonObject, type ScriptedFormat } from "./scripted-format.ts";
import { messagesFormat } from "./scripted-messages.ts";
import {
  chooseReply,
  settleAnswer,
  type ScriptedAnswer,
  type ScriptedFailure,
  type ScriptedReplies,
  type ScriptedRequest,
} from "./scripted-reply.ts";
import { responsesFormat } from "./scripted-responses.ts";

/** Options of {@link startScriptedModel}. */
export interface ScriptedModelOptions {
  /** What it answers: replies in the order of the requests, or a function of the request. */
  readonly replies: ScriptedReplies;
  /** @default a free one */
  readonly port?: number;
  /** Address to listen on. @default "127.0.0.1" */
  readonly host?: string;
  /** The model it says it is, whatever was asked for. @default the one that was asked for */
  readonly model?: string;
}

/** A running scripted model. */
export interface ScriptedModel {
  /** What an OpenAI client takes as `baseURL`; ends in `/v1`. */
  readonly baseURL: string;
  /** What an Anthropic client takes as `baseURL`: the same server, without `/v1`. */
  readonly anthropicBaseURL: string;
  readonly port: number;
  /** Every request that asked for an answer, in order of arrival. */
  readonly requests: readonly ScriptedRequest[];
  /** Stops the server and cuts open connections, hanging ones too. Safe to call twice. */
  close(): Promise<void>;
  /** Lets the process end while the server still listens. */
  unref(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Serving {
  readonly replies: ScriptedReplies;
  readonly model: string | undefined;
  readonly requests: ScriptedRequest[];
}

const FORMATS: readonly ScriptedFormat[] = [chatFormat, responsesFormat, messagesFormat];
const LARGEST_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Starts an HTTP server that speaks OpenAI's chat completions and responses and Anthropic's messages, plain and
 * streaming, and answers by a script: texts, tool calls, refusals (429, 404, 500 …), silence, delays, broken
 * connections. It needs no key and knows no limits; token counts are estimated unless the script gives them.
 *
 * @throws the listening error, when the port is taken.
 * @example
 * ```ts
 * import { startScriptedModel } from "stepscope/testing";
 *
 * await using model = await startScriptedModel({
 *   replies: [{ status: 429, retryAfterMs: 100 }, "Why did the pirate cross the road?"],
 * });
 * console.log(model.baseURL, model.requests.length);
 * ```
 */
export async function startScriptedModel(options: ScriptedModelOptions): Promise<ScriptedModel> {
  const { replies, port = 0, host = "127.0.0.1", model } = options;
  const serving: Serving = { replies, model, requests: [] };
  const server = createServer((request, response) => {
    serve(serving, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, openAIRefusal(500, `The script failed: ${String(error)}`), { status: 500 });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  const boundPort = typeof address === "object" && address !== null ? address.port : port;
  const origin = `http://${host.includes(":") ? `[${host}]` : host}:${boundPort}`;
  const close = () => closeServer(server);
  return {
    baseURL: `${origin}/v1`,
    anthropicBaseURL: origin,
    port: boundPort,
    requests: serving.requests,
    close,
    unref: () => void server.unref(),
    [Symbol.asyncDispose]: close,
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? "/", "http://scripted").pathname.replace(/^\/v1/, "");
  if (request.method === "GET" && (path === "/models" || path.startsWith("/models/")))
    return serveModels(serving, path, response);
  const format = FORMATS.find((candidate) => candidate.path === path);
  if (request.method !== "POST" || format === undefined) {
    return sendJson(
      response,
      openAIRefusal(404, `The scripted model does not serve ${request.method} ${request.url}.`),
      { status: 404 },
    );
  }
  const body = parseBody(await readBody(request));
  if (body === undefined)
    return sendJson(response, format.refusal(400, "The request body is not a JSON object."), { status: 400 });
  const received = receive(serving, { format, request, body });
  response.once("close", () => {
    if (received.outcome === "pending") received.outcome = "closedByClient";
  });
  const chosen = await chooseReply(serving.replies, received);
  if (chosen.kind === "hang") return;
  if (chosen.kind === "failure") return refuse(chosen.failure, { format, received, response });
  return answer(chosen.answer, { format, received, response, model: serving.model });
}

function receive(
  serving: Serving,
  from: { format: ScriptedFormat; request: IncomingMessage; body: JsonObject },
): ScriptedRequest {
  const { format, request, body } = from;
  const messages = format.readMessages(body);
  const received: ScriptedRequest = {
    index: serving.requests.length,
    api: format.api,
    path: request.url ?? "",
    headers: request.headers,
    body,
    model: typeof body["model"] === "string" ? body["model"] : "",
    messages,
    prompt: messages.findLast((message) => message.role === "user")?.text ?? "",
    isStreamed: body["stream"] === true,
    outcome: "pending",
  };
  serving.requests.push(received);
  return received;
}

interface Exchange {
  readonly format: ScriptedFormat;
  readonly received: ScriptedRequest;
  readonly response: ServerResponse;
}

async function refuse(failure: ScriptedFailure, { format, received, response }: Exchange): Promise<void> {
  await pause(failure.delayMs, response);
  if (response.destroyed) return;
  const headers: Record<string, string> = { ...failure.headers };
  if (failure.retryAfterMs !== undefined) {
    headers["retry-after"] = String(Math.ceil(failure.retryAfterMs / 1000));
    headers["retry-after-ms"] = String(failure.retryAfterMs);
  }
  const message = failure.message ?? `The scripted model refuses with status ${failure.status}.`;
  received.outcome = "refused";
  sendJson(response, format.refusal(failure.status, message), { status: failure.status, headers });
}

async function answer(
  script: ScriptedAnswer,
  exchange: Exchange & { readonly model: string | undefined },
): Promise<void> {
  const { format, received, response, model } = exchange;
  await pause(script.delayMs, response);
  if (response.destroyed) return;
  const settled = settleAnswer(script, received, model);
  if (!received.isStreamed) {
    received.outcome = "answered";
    return sendJson(response, format.whole(settled), { status: 200 });
  }
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
  let piecesSent = 0;
  for (const frame of format.frames(settled, received.body)) {
    if (frame.isPiece === true) {
      if (piecesSent > 0) await pause(script.pieceDelayMs, response);
      if (piecesSent === script.breakAfterPieces) {
        received.outcome = "broken";
        response.destroy();
        return;
      }
      piecesSent += 1;
    }
    if (response.destroyed) return;
    const data = frame.data === "[DONE]" ? frame.data : JSON.stringify(frame.data);
    const name = frame.event === undefined ? "" : `event: ${frame.event}\n`;
    if (!response.write(`${name}data: ${data}\n\n`)) await drained(response);
  }
  received.outcome = "answered";
  response.end();
}

function serveModels(serving: Serving, path: string, response: ServerResponse): void {
  const id = serving.model ?? "scripted-model";
  const entry = { id, object: "model", created: 0, owned_by: "stepscope" };
  if (path === "/models") return sendJson(response, { object: "list", data: [entry] }, { status: 200 });
  const asked = decodeURIComponent(path.slice("/models/".length));
  if (asked === id) return sendJson(response, entry, { status: 200 });
  return sendJson(response, openAIRefusal(404, `The scripted model has no model "${asked}"; it has "${id}".`), {
    status: 404,
  });
}

function sendJson(response: ServerResponse, body: Json, head: ResponseHead): void {
  response.writeHead(head.status, { ...head.headers, "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}

interface ResponseHead {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = chunk instanceof Buffer ? chunk : Buffer.from(String(chunk));
    bytes += piece.length;
    if (bytes > LARGEST_BODY_BYTES) throw new RangeError(`request body above ${LARGEST_BODY_BYTES} bytes`);
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseBody(text: string): JsonObject | undefined {
  try {
    const body: Json = JSON.parse(text);
    return isJsonObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Waits, but no longer than the client does. */
async function pause(ms: number | undefined, response: ServerResponse): Promise<void> {
  if (ms === undefined || ms <= 0 || response.destroyed) return;
  const left = new AbortController();
  const leave = () => left.abort();
  response.once("close", leave);
  await delay(ms, undefined, { signal: left.signal }).catch(() => undefined);
  response.off("close", leave);
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    response.once("drain", resolve);
    response.once("close", resolve);
  });
}

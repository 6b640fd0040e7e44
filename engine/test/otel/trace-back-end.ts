// A trace back end for tests: takes OTLP requests over real HTTP, answers as told, and remembers what it stored.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";

/** How it answers a request with spans: a status, `hang` for no answer, `lose` to take the spans and forget them. */
export type BackEndAnswer = number | "hang" | "lose";

/** What decides the answer. */
export interface BackEndRequest {
  /** Counted from 0. */
  readonly index: number;
  readonly spanIds: readonly string[];
}

/** A span as it came over the wire, read when it is looked at: bursts are large. */
export class ReceivedSpan {
  readonly spanId: string;
  readonly body: Buffer;

  constructor(body: Buffer) {
    this.body = body;
    this.spanId = this.#field(2).toString("hex");
  }

  get traceId(): string {
    return this.#field(1).toString("hex");
  }

  /** Empty at a root. */
  get parentSpanId(): string {
    return this.#field(4).toString("hex");
  }

  get name(): string {
    return this.#field(5).toString();
  }

  #field(number: number): Buffer {
    return bodiesOf(this.body, number)[0] ?? Buffer.alloc(0);
  }
}

/** A running back end. */
export class TraceBackEnd {
  /** Decides each answer. */
  answer: (request: BackEndRequest) => BackEndAnswer = () => 200;
  /** Whether it shows itself as Phoenix, and answers read-backs. */
  isPhoenix = true;
  /** Headers of refusals. */
  refusalHeaders: Readonly<Record<string, string>> = {};
  /** Partial success: so many spans are said to be rejected. */
  rejects = 0;
  /** How often each span was stored. */
  readonly stored = new Map<string, number>();
  /** What was stored first under each id. */
  readonly spans = new Map<string, ReceivedSpan>();
  readonly requests: {
    readonly spanIds: readonly string[];
    readonly headers: IncomingMessage["headers"];
    readonly answer: BackEndAnswer;
  }[] = [];
  readBacks = 0;
  readonly bodies: Buffer[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #port = 0;

  static async start(): Promise<TraceBackEnd> {
    const backEnd = new TraceBackEnd();
    await backEnd.listen();
    return backEnd;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, after `close` on the same port again. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, "127.0.0.1", resolve);
    });
    const address = this.#server.address();
    if (typeof address === "object" && address !== null) this.#port = address.port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.isPhoenix) response.setHeader("x-phoenix-server-version", "20.26.1");
    if (request.method === "GET") return this.#readBack(request, response);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
    } catch {
      return;
    }
    const raw = Buffer.concat(chunks);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    this.bodies.push(body);
    const spans = spansOf(body);
    const spanIds = spans.map(({ spanId }) => spanId);
    const answer = this.answer({ index: this.requests.length, spanIds });
    this.requests.push({ spanIds, headers: request.headers, answer });
    if (answer === "hang") return;
    if (typeof answer === "number" && answer !== 200) {
      response.writeHead(answer, this.refusalHeaders).end(`answer ${answer}`);
      return;
    }
    if (answer === 200) for (const span of spans) this.#store(span);
    response.writeHead(200, { "content-type": "application/x-protobuf" });
    response.end(this.rejects === 0 ? undefined : partialSuccess(this.rejects));
  }

  #store(span: ReceivedSpan): void {
    this.stored.set(span.spanId, (this.stored.get(span.spanId) ?? 0) + 1);
    if (!this.spans.has(span.spanId)) this.spans.set(span.spanId, span);
  }

  #readBack(request: IncomingMessage, response: ServerResponse): void {
    this.readBacks++;
    const url = new URL(request.url ?? "/", this.endpoint);
    const found = url.searchParams.getAll("span_id").filter((spanId) => this.stored.has(spanId));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ data: found.map((spanId) => ({ context: { trace_id: "", span_id: spanId } })) }));
  }
}

/** partial_success { rejected_spans, error_message }, with a message that is long, as they are. */
function partialSuccess(rejected: number): Buffer {
  const message = Buffer.from("too old ".repeat(20));
  // Lengths from 128 on take two bytes.
  const long = (length: number) => [(length & 0x7f) | 0x80, length >> 7];
  const text = Buffer.concat([Buffer.from([0x12, ...long(message.length)]), message]);
  const body = Buffer.concat([Buffer.from([0x08, rejected]), text]);
  return Buffer.concat([Buffer.from([0x0a, ...long(body.length)]), body]);
}

/** The spans in a request: request 1 → resource spans 2 → scope spans 2 → span. */
function spansOf(request: Buffer): readonly ReceivedSpan[] {
  const within = (messages: readonly Buffer[], field: number) =>
    messages.flatMap((message) => bodiesOf(message, field));
  return within(within(within([request], 1), 2), 2).map((body) => new ReceivedSpan(body));
}

function bodiesOf(bytes: Buffer, wanted: number): readonly Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 2) {
      const length = varint();
      if (tag >> 3 === wanted) found.push(bytes.subarray(at, at + length));
      at += length;
    } else if (wireType === 0) varint();
    else at += wireType === 1 ? 8 : 4;
  }
  return found;
}

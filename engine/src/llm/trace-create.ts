// Puts tracing around a client's `create` method, in place: same arguments, same result object, same errors.

import { trace } from "@opentelemetry/api";
import { OpenInferenceSpanKind, SemanticConventions } from "@arizeai/openinference-semantic-conventions";

import type { ClientDialect, StreamReader } from "./client-dialect.ts";
import { isInsideLlmCall, LlmCall } from "./llm-call.ts";
import { fieldOf } from "./loose-json.ts";
import { isAsyncIterable, trackStream, type StreamObserver } from "./track-stream.ts";

const TRACED = Symbol.for("stepscope.traced");

/** How a wrapped method's calls are to be read. */
export interface TraceCreateOptions {
  readonly dialect: ClientDialect;
  /** Who serves the calls of this client. */
  readonly provider: (resource: unknown) => string;
  /** Runs before each call, with the object the method belongs to. */
  readonly prepare?: (resource: unknown) => void;
}

/** Wraps `owner.create` once; does nothing where there is none, or where it is wrapped already. */
export function traceCreate(owner: unknown, options: TraceCreateOptions): void {
  const original = fieldOf(owner, "create");
  if (
    typeof owner !== "object" ||
    owner === null ||
    typeof original !== "function" ||
    fieldOf(original, TRACED) === true
  )
    return;
  const traced = function (this: unknown, ...args: readonly unknown[]): unknown {
    const run = (): unknown => Reflect.apply(original, this, args);
    return shouldTrace()
      ? tracedCall({ run, args, resource: this, isPatched: fieldOf(original, "__wrapped") === true }, options)
      : run();
  };
  Object.defineProperty(traced, TRACED, { value: true });
  Object.defineProperty(traced, "name", { value: "create" });
  Object.defineProperty(owner, "create", {
    value: traced,
    writable: true,
    configurable: true,
    enumerable: Object.hasOwn(owner, "create"),
  });
}

/** A call inside a traced call, or inside another instrumentation's LLM span, is traced already. */
function shouldTrace(): boolean {
  if (isInsideLlmCall()) return false;
  const active = trace.getActiveSpan();
  // OpenInference's own tracer wraps the SDK's span.
  return ![active, fieldOf(active, "span")].some(
    (span) => fieldOf(span, "attributes", SemanticConventions.OPENINFERENCE_SPAN_KIND) === OpenInferenceSpanKind.LLM,
  );
}

interface CallSite {
  readonly run: () => unknown;
  readonly args: readonly unknown[];
  readonly resource: unknown;
  /** Another instrumentation sits below: it must not make a second span of this call. */
  readonly isPatched: boolean;
}

function tracedCall(site: CallSite, { dialect, provider, prepare }: TraceCreateOptions): unknown {
  prepare?.(site.resource);
  const [body] = site.args;
  const call = new LlmCall(dialect.readRequest(body, provider(site.resource)));
  let result: unknown;
  try {
    result = call.enter(site.run, { isQuiet: site.isPatched });
  } catch (error) {
    call.end(outcomeOf(error), error);
    throw error;
  }
  return watchResult(result, new Watch(call, dialect));
}

/** Turns what a client gives into the end of a call. */
class Watch {
  readonly #call: LlmCall;
  readonly #dialect: ClientDialect;
  #isSettled = false;

  constructor(call: LlmCall, dialect: ClientDialect) {
    this.#call = call;
    this.#dialect = dialect;
  }

  /** Safe to be told twice of the same data: clients hand it through several promises. */
  settled(data: unknown): unknown {
    if (this.#isSettled) return data;
    this.#isSettled = true;
    try {
      if (isAsyncIterable(data)) return trackStream(data, new CallStream(this.#call, this.#dialect.openStream(), data));
      this.#call.answered(this.#dialect.readAnswer(data));
    } catch {
      // An answer of a shape nobody foresaw is the application's to deal with.
    }
    this.#call.end("ok");
    return data;
  }

  failed(error: unknown): void {
    this.#call.end(outcomeOf(error), error);
  }

  /** The application reads the HTTP response itself: what it says is not known. */
  unread(): void {
    this.#call.end("ok");
  }
}

class CallStream implements StreamObserver {
  readonly #call: LlmCall;
  readonly #reader: StreamReader;
  readonly #signal: unknown;

  constructor(call: LlmCall, reader: StreamReader, stream: unknown) {
    this.#call = call;
    this.#reader = reader;
    this.#signal = fieldOf(stream, "controller", "signal");
  }

  chunk(chunk: unknown): void {
    if (this.#reader.chunk(chunk)) this.#call.firstToken();
  }

  /** Clients end a stream quietly when its controller was aborted. */
  done(): void {
    const isAborted = !this.#reader.isComplete() && fieldOf(this.#signal, "aborted") === true;
    this.#end(isAborted ? "aborted" : "ok", isAborted ? fieldOf(this.#signal, "reason") : undefined);
  }

  left(): void {
    this.#end(this.#reader.isComplete() ? "ok" : "abandoned", undefined);
  }

  failed(error: unknown): void {
    this.#end(outcomeOf(error), error);
  }

  #end(outcome: "ok" | "error" | "aborted" | "abandoned", error: unknown): void {
    this.#call.answered(this.#reader.answer());
    this.#call.end(outcome, error);
  }
}

function outcomeOf(error: unknown): "error" | "aborted" {
  const name = fieldOf(error, "name");
  const constructorName = fieldOf(error, "constructor", "name");
  return name === "AbortError" || name === "APIUserAbortError" || constructorName === "APIUserAbortError"
    ? "aborted"
    : "error";
}

/**
 * API clients give a promise that parses the body only when asked. Its two inner parts are watched in place, so that
 * nothing is parsed that the application does not ask for, and `withResponse()` and `asResponse()` go on working.
 */
function watchResult(result: unknown, watch: Watch): unknown {
  const parse = fieldOf(result, "parseResponse");
  const response = fieldOf(result, "responsePromise");
  if (typeof result === "object" && result !== null && typeof parse === "function" && response instanceof Promise) {
    watchApiPromise(result, { parse: (...parts) => Reflect.apply(parse, result, parts), response }, watch);
    return result;
  }
  if (result instanceof Promise) {
    return result.then(
      (data: unknown) => watch.settled(data),
      (error: unknown) => {
        watch.failed(error);
        throw error;
      },
    );
  }
  return watch.settled(result);
}

function watchApiPromise(
  result: object,
  inner: { readonly parse: (...args: unknown[]) => unknown; readonly response: Promise<unknown> },
  watch: Watch,
): void {
  let isParsed = false;
  Reflect.set(result, "parseResponse", async (...args: readonly unknown[]) => {
    isParsed = true;
    try {
      return watch.settled(await inner.parse(...args));
    } catch (error) {
      watch.failed(error);
      throw error;
    }
  });
  inner.response.then(undefined, (error: unknown) => watch.failed(error));
  const thenUnwrap = fieldOf(result, "_thenUnwrap");
  if (typeof thenUnwrap === "function") {
    Reflect.set(result, "_thenUnwrap", (transform: (data: unknown, props: unknown) => unknown) => {
      isParsed = true;
      return Reflect.apply(thenUnwrap, result, [
        (data: unknown, props: unknown) => transform(watch.settled(data), props),
      ]);
    });
  }
  const asResponse = fieldOf(result, "asResponse");
  if (typeof asResponse !== "function") return;
  Reflect.set(result, "asResponse", async () => {
    const response: unknown = await Reflect.apply(asResponse, result, []);
    if (!isParsed) watch.unread();
    return response;
  });
}

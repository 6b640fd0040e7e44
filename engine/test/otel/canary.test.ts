import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, it, vi } from "vitest";

import { defineEvent, fixed, retryPolicy, StartEvent, StopEvent, Workflow, type } from "../../src/index.ts";
import { instrumentOpenAI, traceLLM } from "../../src/llm.ts";
import { stepscopeSpanProcessor } from "../../src/otel.ts";
import { startScriptedModel } from "../../src/testing/scripted-model.ts";
import { TraceBackEnd } from "./trace-back-end.ts";

let backEnd: TraceBackEnd;
const folder = mkdtempSync(join(tmpdir(), "stepscope-canary-"));

beforeAll(async () => {
  backEnd = await TraceBackEnd.start();
});
afterAll(async () => {
  await backEnd.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Secrets handed out so far; each holds a part that stands nowhere else. */
const secrets: string[] = [];
/** A value that only its key gives away. */
function named(): string {
  const secret = `plain canary ${secrets.length} zq`;
  secrets.push(secret);
  return secret;
}
/** A value that gives itself away. */
function shaped(): string {
  const id = `Canary${String(secrets.length).padStart(3, "0")}zq`;
  const shapes = [
    `sk-proj-${id}abcdefgh`,
    `ghp_${id}abcdefghijklmnopq`,
    `eyJhbGciOiJ${id}.eyJzdWIiOiIx.${id}abcdefgh`,
    `xoxb-${id}-abcdefgh`,
  ];
  secrets.push(id);
  return shapes[secrets.length % shapes.length] ?? id;
}

class Login extends defineEvent(
  "Login",
  type<{ user: string; pin: string; headers: Record<string, string>; note: string }>(),
  { sensitive: ["pin"] },
) {}
class Progress extends defineEvent("Progress", type<{ token: string; text: string }>()) {}

it("lets none of 50 secrets reach the file, its WAL, the wire or the console", async () => {
  const environmentSecret = named();
  vi.stubEnv("MY_SERVICE_SECRET", environmentSecret);
  const printed: string[] = [];
  for (const method of ["log", "warn", "error", "info"] as const)
    vi.spyOn(console, method).mockImplementation((...parts) => void printed.push(parts.join(" ")));
  const database = join(folder, "traces.db");
  const sdk = new NodeSDK({
    autoDetectResources: false,
    logRecordProcessors: [],
    metricReaders: [],
    spanProcessors: [
      stepscopeSpanProcessor({
        database,
        phoenix: backEnd.endpoint,
        redact: { keys: ["patientId"], values: [/case-\d{6}/] },
        mask: (value) => (value === "mask me zq" ? "masked" : value),
      }),
    ],
  });
  sdk.start();
  await using model = await startScriptedModel({
    replies: (request) =>
      request.isStreamed
        ? { pieces: ["the key is ", shaped()] }
        : request.index % 3 === 2
          ? { status: 429, message: `quota of ${shaped()} exceeded` }
          : { text: `use ${shaped()}`, toolCalls: [{ name: "login", arguments: { password: named() } }] },
  });
  const client = instrumentOpenAI(new OpenAI({ baseURL: model.baseURL, apiKey: shaped(), maxRetries: 0 }));
  secrets.push("mask me zq", "case-123456");

  const flow = new Workflow<Record<string, unknown>, unknown>({ name: "canary" });
  flow.step({ accepts: StartEvent, emits: Login, name: "begin" }, async (_event, ctx) => {
    await ctx.store.set("session.accessToken", named());
    await ctx.store.set("notes", [`remember ${shaped()}`, "mask me zq"]);
    ctx.logger.info(`signing in with ${shaped()}`, { password: named() });
    await ctx.once("paid", () => ({ apiKey: named(), receipt: shaped() }));
    return new Login({
      user: "ann",
      pin: named(),
      headers: { authorization: `Basic ${named()}`, "x-trace": "1" },
      note: `case-123456 and ${shaped()}`,
    });
  });
  flow.step(
    { accepts: Login, emits: StopEvent, name: "work", retry: retryPolicy({ wait: fixed(1) }) },
    async (event, ctx) => {
      if (ctx.attempt.number === 0)
        throw new Error(`refused ${shaped()}`, { cause: new AggregateError([new Error(`inner ${shaped()}`)], "both") });
      ctx.writeEventToStream(new Progress({ token: shaped(), text: `so far ${shaped()}` }));
      const messages = [{ role: "user" as const, content: `use ${shaped()} and ${environmentSecret}` }];
      for (let call = 0; call < 3; call++)
        await client.chat.completions.create({ model: "gpt-4o-mini", messages, user: shaped() }).catch(() => undefined);
      for await (const chunk of await client.chat.completions.create({ model: "gpt-4o-mini", messages, stream: true }))
        void chunk;
      await traceLLM(
        {
          provider: "p",
          model: "m",
          messages,
          tools: [{ name: "t", apiKey: named() }],
          parameters: { clientSecret: named() },
        },
        () => `got ${shaped()}`,
      );
      const span = trace.getTracer("other").startSpan("GET /", {
        attributes: {
          "http.request.header.authorization": named(),
          "input.value": `{"password":"${named()}"}`,
          "db.statement": `select '${shaped()}'`,
        },
      });
      span.recordException(new Error(`bad ${shaped()}`));
      span.addEvent("sent", { cookie: named() });
      span.end();
      return new StopEvent({
        result: {
          for: event.user,
          privateKey: named(),
          url: `https://ann:${named().replaceAll(" ", "_")}@db/x?api_key=${shaped()}`,
        },
      });
    },
  );
  const input = {
    password: named(),
    nested: [{ client_secret: named() }],
    patientId: named(),
    jwt: shaped(),
    pem: `-----BEGIN PRIVATE KEY-----\n${shaped()}\n-----END PRIVATE KEY-----`,
    map: new Map([["apiKey", named()]]),
    error: new Error(`old ${shaped()}`),
    rows: [{ refresh_token: named(), "Set-Cookie": [named(), named()] }],
    text: `{"clientSecret": "${named()}"} and https://x.io/?access_token=${shaped()}&q=1`,
    credentials: { user: named(), pass: named() },
  };
  await flow.run(input, { metadata: { apiKey: named(), about: shaped() }, tags: ["demo"] });

  const failing = new Workflow<Record<string, never>, never>({ name: "failing" });
  failing.step({ accepts: StartEvent, emits: [], name: "boom" }, () => {
    throw Object.assign(new TypeError(`cannot use ${shaped()}`), { code: "E_NO" });
  });
  await failing.run({}).catch(() => undefined);
  // Before anything is closed: the WAL is still there, too.
  await vi.waitFor(() => expect(backEnd.stored.size).toBeGreaterThan(10), { timeout: 20_000 });
  const before = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  await sdk.shutdown();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();

  expect(secrets.length).toBeGreaterThanOrEqual(50);
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  const everything = Buffer.concat([...before, ...files, ...backEnd.bodies, Buffer.from(printed.join("\n"))]);
  expect(everything.includes("[redacted]")).toBe(true);
  expect(everything.includes("signing in with")).toBe(true);
  expect(
    secrets.filter((secret) => everything.includes(secret) || everything.includes(secret.replaceAll(" ", "_"))),
  ).toEqual([]);
}, 60_000);

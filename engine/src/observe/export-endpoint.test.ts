import { expect, it, vi } from "vitest";

import { exportEndpoint } from "./export-endpoint.ts";

const LOCAL = "http://localhost:6006/v1/traces";

it.each([
  ["nothing said: a guess", undefined, {}, { tracesUrl: LOCAL, isGuess: true, headers: {} }],
  ["true", true, {}, { tracesUrl: LOCAL, isGuess: false }],
  ["a base address", "http://p:1", {}, { tracesUrl: "http://p:1/v1/traces", isGuess: false }],
  [
    "a base address with a path",
    "https://app.phoenix.x/s/me/",
    {},
    { tracesUrl: "https://app.phoenix.x/s/me/v1/traces" },
  ],
  ["no scheme", "localhost:6007", {}, { tracesUrl: "http://localhost:6007/v1/traces" }],
  [
    "no scheme in the environment",
    undefined,
    { PHOENIX_COLLECTOR_ENDPOINT: "p.example:6006/phoenix" },
    { tracesUrl: "http://p.example:6006/phoenix/v1/traces" },
  ],
  ["a full address", "http://p:1/v1/traces", {}, { tracesUrl: "http://p:1/v1/traces" }],
  [
    "Phoenix in the environment",
    undefined,
    { PHOENIX_COLLECTOR_ENDPOINT: "http://p:2" },
    { tracesUrl: "http://p:2/v1/traces", isGuess: false },
  ],
  [
    "OTLP in the environment",
    undefined,
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://o:4318" },
    { tracesUrl: "http://o:4318/v1/traces", isGuess: false },
  ],
  [
    "OTLP traces in the environment, as it is",
    undefined,
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://o:1/x" },
    { tracesUrl: "http://o:1/x" },
  ],
  ["an empty variable", undefined, { PHOENIX_COLLECTOR_ENDPOINT: "" }, { tracesUrl: LOCAL, isGuess: true }],
  [
    "an option over the environment",
    "http://p:1",
    { PHOENIX_COLLECTOR_ENDPOINT: "http://p:2" },
    { tracesUrl: "http://p:1/v1/traces" },
  ],
  ["a key", "http://p:1", { PHOENIX_API_KEY: "k" }, { headers: { authorization: "Bearer k" } }],
  [
    "a key among the options",
    { endpoint: "http://p:1", apiKey: "mine", headers: { x: "1" } },
    { PHOENIX_API_KEY: "k" },
    { headers: { authorization: "Bearer mine", x: "1" } },
  ],
  [
    "headers in the environment",
    "http://p:1",
    { OTEL_EXPORTER_OTLP_HEADERS: "api-key=a%20b, X-Two=2" },
    { headers: { "api-key": "a b", "x-two": "2" } },
  ],
] as const)("%s", (...row) => {
  const [, phoenix, environment, expected] = row;
  expect(exportEndpoint(phoenix, environment)).toMatchObject(expected);
});

it.each([
  ["false", false, {}],
  ["the SDK turned off", "http://p:1", { OTEL_SDK_DISABLED: "true" }],
  ["no exporter wanted", undefined, { OTEL_TRACES_EXPORTER: "none" }],
] as const)("sends nothing with %s", (_, phoenix, environment) => {
  expect(exportEndpoint(phoenix, environment)).toBeUndefined();
});

it.each(["not an address", "ftp://p:1", "http://", "p"])("refuses %s, aloud", (address) => {
  expect(() => exportEndpoint(address, {})).toThrow(
    `observe: phoenix must be an address such as http://localhost:6006`,
  );
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  expect(exportEndpoint(undefined, { PHOENIX_COLLECTOR_ENDPOINT: address })).toBeUndefined();
  expect(exportEndpoint(true, { PHOENIX_COLLECTOR_ENDPOINT: address })).toBeUndefined();
  expect(warn.mock.calls).toMatchObject([[expect.stringContaining(address)], [expect.stringContaining(address)]]);
  warn.mockRestore();
});

// Sets up OpenTelemetry's SDK where the application has not: found at run time, because it is an optional peer.

import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { context, metrics, propagation, ProxyTracerProvider, trace } from "@opentelemetry/api";

import type { StepscopeSpanProcessor } from "../sinks/otel/run-span-processor.ts";

/** A running SDK of ours. */
export interface RunningSdk {
  /** Sends what was measured so far; the SDK itself does so once a minute, and not at the end of a process. */
  flushMetrics(): Promise<void>;
  shutdown(): Promise<void>;
}

/** What is set up. */
export interface SdkSettings {
  readonly processor: StepscopeSpanProcessor;
  readonly projectName: string | undefined;
}

/** The parts of `@opentelemetry/sdk-node` that are used; they are the same in its versions 0.200 to 0.3xx. */
interface NodeSdkModule {
  readonly NodeSDK: new (configuration: Readonly<Record<string, unknown>>) => {
    start(): void;
    shutdown(): Promise<void>;
  };
}

/** The parts of `@opentelemetry/resources`, which comes with it. */
interface ResourcesModule {
  resourceFromAttributes(attributes: Readonly<Record<string, string>>): { merge(other: object): object };
  defaultResource(): { merge(other: object): object };
  readonly envDetector: object;
}

interface LoadedSdk {
  readonly sdk: NodeSdkModule;
  readonly resources: ResourcesModule;
}

/** Whether the application has registered a provider of its own, with whatever copy of the API. */
export function hasTracerProvider(): boolean {
  const provider = trace.getTracerProvider();
  return (
    !(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== new ProxyTracerProvider().getDelegate()
  );
}

/**
 * Starts the SDK with the given processor; undefined when it is not installed.
 *
 * @throws what the SDK throws when it cannot start.
 */
export function startNodeSdk({ processor, projectName }: SdkSettings): RunningSdk | undefined {
  const loaded = loadSdk();
  if (loaded === undefined) return undefined;
  const { NodeSDK } = loaded.sdk;
  const { resources } = loaded;
  const attributes = projectName === undefined ? {} : { "openinference.project.name": projectName };
  const sdk = new NodeSDK({
    resource: resources.defaultResource().merge(resources.resourceFromAttributes(attributes)),
    // Only what the environment says: host and process details of every span are nobody's business by default.
    resourceDetectors: [resources.envDetector],
    spanProcessors: [processor],
    // Unasked, the SDK would send logs to localhost:4318; and metrics go where OTEL_METRICS_EXPORTER says, or nowhere.
    ...(process.env["OTEL_LOGS_EXPORTER"] === undefined ? { logRecordProcessors: [] } : {}),
    ...(process.env["OTEL_METRICS_EXPORTER"] === undefined ? { metricReaders: [] } : {}),
    instrumentations: [],
  });
  sdk.start();
  return {
    flushMetrics,
    shutdown: async () => {
      await atMost(sdk.shutdown());
      for (const api of [trace, context, propagation, metrics]) api.disable();
    },
  };
}

async function flushMetrics(): Promise<void> {
  const provider = metrics.getMeterProvider();
  const forceFlush: unknown = Reflect.get(provider, "forceFlush");
  if (typeof forceFlush !== "function") return;
  try {
    await atMost(Reflect.apply(forceFlush, provider, []));
  } catch {
    // Whoever takes the metrics does not answer: the SDK says so itself.
  }
}

/** What a metrics collector that hangs may cost at the end; spans are safe by then. */
const LONGEST_WAIT_MS = 1_000;

async function atMost(work: Promise<unknown>): Promise<void> {
  await Promise.race([work, delay(LONGEST_WAIT_MS, undefined, { ref: false })]);
}

function loadSdk(): LoadedSdk | undefined {
  // From here, where a package manager links peers; else from the application's own folder.
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      const path = createRequire(from).resolve("@opentelemetry/sdk-node");
      const load = createRequire(path);
      return asSdk(load(path), load("@opentelemetry/resources"));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return undefined;
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "MODULE_NOT_FOUND" &&
    error.message.includes("@opentelemetry/sdk-node")
  );
}

/** The one place where the optional peer's shape is taken on trust. */
function asSdk(sdk: unknown, resources: unknown): LoadedSdk {
  return { sdk: sdk as NodeSdkModule, resources: resources as ResourcesModule };
}

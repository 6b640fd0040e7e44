// Traces the model clients that an application imports, as they are loaded: no line of the application changes.

import { registerHooks, type LoadFnOutput } from "node:module";

import { processSlot } from "../codec/process-slot.ts";
import { instrumentClient } from "./instrument-clients.ts";

/** Packages whose clients are traced. */
const CLIENT_PACKAGES: ReadonlySet<string> = new Set(["openai", "@anthropic-ai/sdk"]);

const SLOT = "clientLoaded";
const announced = processSlot<(exports: unknown) => void>(SLOT);

/** Watches the modules that are loaded from now on; the function returned stops it. */
export function traceImportedClients(): () => void {
  announced.current = (loaded) => {
    for (const name of ["OpenAI", "Anthropic", "default"]) {
      const client: unknown =
        typeof loaded === "object" || typeof loaded === "function" ? Reflect.get(loaded ?? {}, name) : undefined;
      if (instrumentClient(client)) return;
    }
    instrumentClient(loaded);
  };
  const entries = new Set<string>();
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      if (CLIENT_PACKAGES.has(specifier)) entries.add(resolved.url);
      return resolved;
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      return entries.has(url) ? withAnnouncement(url, loaded) : loaded;
    },
  });
  return () => hooks.deregister();
}

/** Adds a last line to the package's entry: once it has been evaluated, it hands over what it exports. */
function withAnnouncement(url: string, loaded: LoadFnOutput): LoadFnOutput {
  if (loaded.source === undefined || loaded.source === null) return loaded;
  const source = typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source);
  const tell = `globalThis[Symbol.for("stepscope.${SLOT}")]?.current?.`;
  if (loaded.format === "module") {
    // A module may import itself: the same instance, complete by the time of its last line.
    return {
      ...loaded,
      source: `${source}\nimport * as __stepscopeSelf from ${JSON.stringify(url)};\n${tell}(__stepscopeSelf);\n`,
    };
  }
  if (loaded.format === "commonjs") return { ...loaded, source: `${source}\n;${tell}(module.exports);\n` };
  return loaded;
}

// Preload: finds the packages of this repository by their sources, and all others as they are published.

import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    if (/^(?:stepscope|@stepscope\/)/.test(specifier)) {
      return nextResolve(specifier, { ...context, conditions: [...context.conditions, "source"] });
    }
    // Whoever instruments this client must mean the one that the programs here import.
    return specifier === "openai"
      ? nextResolve(specifier, { ...context, parentURL: import.meta.url })
      : nextResolve(specifier, context);
  },
});

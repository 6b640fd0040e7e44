// The name and version under which this package makes spans and metrics.

/** Instrumentation scope of every span and metric of this package. */
export const SCOPE_NAME = "stepscope";

/** Version of this package, as its package.json has it. */
export const SCOPE_VERSION = "0.1.0";

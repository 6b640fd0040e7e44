// Where the Prisma command line finds the schema, and how it works without a network.

import { defineConfig } from "prisma/config";

// generate, validate and format look for an engine binary that they never run; any existing file stops the download.
process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= process.execPath;

export default defineConfig({
  schema: "schema.prisma",
  migrations: { path: "migrations" },
});

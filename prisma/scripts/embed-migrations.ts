// Writes the migrations into the source, so that a bundled application carries them: npm run embed -w @stepscope/database

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { embeddedSource } from "./embedded-source.ts";
import { PACKAGE_FOLDER } from "./read-migrations.ts";

writeFileSync(join(PACKAGE_FOLDER, "src/migration-list.ts"), embeddedSource());
